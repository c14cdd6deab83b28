import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OrderedChild } from '../helpers/ordered-child.ts'
import { canMount, spawnOnSmallDisk } from '../helpers/small-disk.ts'
import type { StartReport } from './full-disk-start-child.ts'

test('a node that is started on a full disk says so, loses nothing, and starts when there is space', async ({
  skip,
}) => {
  if (!canMount()) return skip('NOT RUN: no disk can be mounted here (root is needed)')
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-full-start-'))
  const [disk, shared] = [join(dir, 'disk'), join(dir, 'shared')]
  for (const folder of [disk, shared]) mkdirSync(folder)
  const program = join(import.meta.dirname, 'full-disk-start-child.ts')
  const process = spawnOnSmallDisk({ path: disk, bytes: 16 * 1024 * 1024 }, program, [disk, shared])
  try {
    const child = new OrderedChild<{ ready: true }>(process)
    await child.until(({ ready }) => ready === true)
    const start = (left: number | null): Promise<StartReport> => child.order('start', left) as Promise<StartReport>
    const first = await start(null)
    expect(first).toEqual({ key: expect.stringMatching(/^[0-9a-f]{64}$/), folders: 1 })
    for (const left of [0, 4096, 16_384, 32_768]) {
      const { code, message, hint } = await start(left)
      expect({ left, code }).toEqual({ left, code: 'NO_SPACE' })
      expect(message).toContain('No space left on the disk')
      expect(hint).toContain('Free some space')
    }
    expect(await start(null)).toEqual(first)
  } finally {
    const gone = once(process, 'exit')
    process.kill('SIGKILL')
    await gone
    rmSync(dir, { recursive: true })
  }
})
