import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OrderedChild } from '../helpers/ordered-child.ts'
import { canMount, spawnWithMounts } from '../helpers/small-disk.ts'

// Real mounts: of a disk of its own, and of a folder of the same disk, which has the device number of the mount point.

test.for(['tmpfs', 'bind'])(
  'a %s mount that vanishes deletes nothing, and is back when mounted again',
  async (kind, { skip }) => {
    if (!canMount()) return skip('NOT RUN: nothing can be mounted here (root is needed)')
    const process = spawnWithMounts(join(import.meta.dirname, 'mounts-child.ts'))
    const child = new OrderedChild<{ ready: true }>(process)
    try {
      await child.until(({ ready }) => ready === true)
      await child.order('start', kind)
      expect(await child.order('look')).toEqual({ state: 'ready', paths: 20, files: 20, hashed: 20 })

      await child.order('unmount')
      await child.order('rescan')
      expect(await child.order('look')).toEqual({ state: 'FOLDER_MISSING', paths: 20, files: 20, hashed: 20 })

      await child.order('mount')
      await child.order('rescan')
      expect(await child.order('look')).toEqual({ state: 'ready', paths: 20, files: 20, hashed: 20 })

      // the same folder, emptied by its user: that is meant
      await child.order('empty')
      await child.order('rescan')
      expect(await child.order('look')).toEqual({ state: 'ready', paths: 0, files: 0, hashed: 20 })
      await child.order('end', kind)
    } finally {
      const gone = once(process, 'exit')
      process.kill('SIGKILL')
      await gone
    }
  },
)
