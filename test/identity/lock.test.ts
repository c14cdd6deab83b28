import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDataDir, LOCK_FILE } from '../../main/identity/lock.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-lock-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const holder = `
  import { lockDataDir } from ${JSON.stringify(new URL('../../main/identity/lock.ts', import.meta.url).href)}
  await lockDataDir(process.argv[1])
  process.stdout.write('locked')
  setInterval(() => {}, 1000)
`

describe('lockDataDir', () => {
  it('admits one at a time and names the other process', async () => {
    const lock = await lockDataDir(dir)
    await expect(lockDataDir(dir)).rejects.toMatchObject({ code: 'IN_USE', details: { pid: process.pid } })
    await lock.release()
    const next = await lockDataDir(dir)
    await next.release()
    expect(await readdir(dir)).toEqual([])
  })

  it.each(['file', 'file/below'])('reports that %s is not a folder', async (path) => {
    await writeFile(join(dir, 'file'), '')
    await expect(lockDataDir(join(dir, path))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: `${join(dir, path)} is not a folder and cannot be created.`,
    })
  })

  it('is not released by a second release of an earlier lock', async () => {
    const first = await lockDataDir(dir)
    await first.release()
    const second = await lockDataDir(dir)
    await first.release()
    await expect(lockDataDir(dir)).rejects.toMatchObject({ code: 'IN_USE' })
    await second.release()
  })

  it('excludes another process, and is taken over when its holder is killed', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', holder, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await expect(lockDataDir(dir)).rejects.toMatchObject({ code: 'IN_USE', details: { pid: child.pid } })
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = await lockDataDir(dir)
    expect(JSON.parse(await readFile(join(dir, LOCK_FILE), 'utf8'))).toMatchObject({ pid: process.pid })
    await lock.release()
  })

  it('takes over a leftover lock with the own process id', async () => {
    await writeFile(
      join(dir, LOCK_FILE),
      JSON.stringify({ pid: process.pid, started: '', token: 'of a dead namesake' }),
    )
    const lock = await lockDataDir(dir)
    await lock.release()
  })

  it.runIf(process.platform === 'linux')('takes over a leftover lock whose process id is reused', async () => {
    await writeFile(join(dir, LOCK_FILE), JSON.stringify({ pid: process.ppid, started: 'another boot:1', token: 'x' }))
    const lock = await lockDataDir(dir)
    await lock.release()
  })

  it.each(['', '{', 'null', '{"pid":-1}', '{"pid":"1"}'])(
    'takes over a lock that nobody can have written whole: %j',
    async (text) => {
      await writeFile(join(dir, LOCK_FILE), text)
      const lock = await lockDataDir(dir)
      await lock.release()
    },
  )

  it('admits exactly one of many after a crash', async () => {
    await writeFile(join(dir, LOCK_FILE), JSON.stringify({ pid: process.pid, started: '', token: 'dead' }))
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => lockDataDir(dir)))
    const winners = results.filter((result) => result.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'IN_USE' })
  })
})
