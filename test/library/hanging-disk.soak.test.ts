import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OrderedChild } from '../helpers/ordered-child.ts'
import { canMount, spawnWithMounts } from '../helpers/small-disk.ts'

// A real FUSE mount that stops answering, as a network disk does whose server is gone.

test(
  'a mount that hangs holds up nothing else, says so, and is back when it answers',
  { timeout: 120_000 },
  async ({ skip }) => {
    if (!canMount()) return skip('NOT RUN: nothing can be mounted here (root is needed)')
    const process = spawnWithMounts(join(import.meta.dirname, 'hanging-disk-child.ts'))
    const child = new OrderedChild<{ ready: true }>(process)
    try {
      await child.until(({ ready }) => ready === true)
      await child.order('start')
      expect(await child.order('look')).toEqual({ nas: 'ready 20', home: 'ready 1' })

      await child.order('hang')
      // more look-ups than there are threads, previews, and a scan
      await child.order('use')
      expect(await child.order('local')).toBe('content at home')
      await child.order('silent')
      expect(await child.order('look')).toEqual({ nas: 'DISK_ERROR silent 20', home: 'ready 1' })
      // another file at home is found, hashed and read meanwhile
      await child.order('write')
      expect(await child.order('look')).toEqual({ nas: 'DISK_ERROR silent 20', home: 'ready 2' })
      expect(await child.order('local')).toBe('content at home')

      await child.order('answer')
      expect(await child.order('look')).toEqual({ nas: 'ready 20', home: 'ready 2' })
      await child.order('end')
    } finally {
      const gone = once(process, 'exit')
      process.kill('SIGKILL')
      await gone
    }
  },
)
