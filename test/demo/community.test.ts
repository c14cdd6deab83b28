import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import { startDemo } from '../../main/demo/community.ts'

const silent = (): void => {}

describe('a demo that fails to start', () => {
  it.each([0, -1, 65, 1.5])('refuses %d peers before it makes anything', async (peers) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'hyoban-demo-test-'))
    await expect(
      startDemo({ peers, dataDir, clock: systemClock, random: seededRandom(1), log: silent }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' })
    expect(await readdir(dataDir)).toEqual([])
    await rm(dataDir, { recursive: true })
  })

  it('names the unusable folder', async () => {
    // a file where a folder ought to be
    await expect(
      startDemo({ peers: 1, dataDir: import.meta.filename, clock: systemClock, random: seededRandom(1), log: silent }),
    ).rejects.toMatchObject({ name: 'HyobanError', details: { path: import.meta.filename } })
  })
})

it('leaves nothing that keeps the process alive', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'hyoban-demo-test-'))
  const script = `
    import { systemClock } from './main/base/clock.ts'
    import { seededRandom } from './main/base/random.ts'
    import { startDemo } from './main/demo/community.ts'
    const [dataDir, clock, random] = [process.argv[1], systemClock, seededRandom(2)]
    const demo = await startDemo({ peers: 2, dataDir, clock, random, log: () => {} })
    await demo.close()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
    cwd: join(import.meta.dirname, '..', '..'),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  await rm(dataDir, { recursive: true, force: true })
}, 60_000)
