import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import crypto from 'hypercore-crypto'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { Logs } from '../../main/logs/logs.ts'
import { temporaryFolder } from '../helpers/peer.ts'

const keyPair = crypto.keyPair(Buffer.alloc(32, 5))
const open = (dir: string): Promise<Logs> => Logs.open({ dir, keyPair, clock: systemClock, log: () => {} })

async function filled(): Promise<string> {
  const dir = join(await temporaryFolder(), 'logs')
  const logs = await open(dir)
  await logs.ratings.own.append(Buffer.from('one'))
  await logs.close()
  return dir
}

describe('log storage', () => {
  it('reports damage, and deletes nothing', async () => {
    const dir = await filled()
    const files = await readdir(join(dir, 'db'))
    for (const name of files.filter((file) => /^(CURRENT|MANIFEST)/.test(file)))
      await writeFile(join(dir, 'db', name), 'rubbish')
    const before = await readdir(join(dir, 'db'))
    const error: unknown = await open(dir).then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code: 'CORRUPT', details: { path: dir } })
    expect((error as { hint: string }).hint).toContain('Move the folder')
    expect(await readdir(join(dir, 'db'))).toEqual(expect.arrayContaining(before))
    expect(await readFile(join(dir, 'db', 'CURRENT'), 'utf8')).toBe('rubbish')
  })

  it('takes less than 12 MB of the disk before anything is in it', async () => {
    const dir = join(await temporaryFolder(), 'logs')
    const logs = await open(dir)
    const files = await readdir(join(dir, 'db'))
    const blocks = await Promise.all(files.map(async (name) => (await stat(join(dir, 'db', name))).blocks))
    // as allocated, not as written: du counts it, and a quota does
    expect(512 * blocks.reduce((a, b) => a + b, 0)).toBeLessThan(12_000_000)
    await logs.close()
  })

  it('is not opened twice', async () => {
    const dir = await filled()
    const logs = await open(dir)
    await expect(open(dir)).rejects.toMatchObject({ code: 'IN_USE' })
    expect(await logs.ratings.own.append(Buffer.from('two'))).toBe(1)
    await logs.close()
  })

  it('does not append to a copy, which would fork the log', async () => {
    const dir = await filled()
    const copy = `${dir}-copy`
    await cp(dir, copy, { recursive: true })
    await expect(open(copy)).rejects.toMatchObject({
      code: 'CORRUPT',
      message: expect.stringContaining('copied') as string,
    })
  })

  it('takes over a copy once its owner has noted it, and keeps its catalogue', async () => {
    const dir = await filled()
    const copy = `${dir}-copy`
    await writeFile(join(dir, 'catalogue-generation.json'), '{"number":0,"checked":7}')
    await cp(dir, copy, { recursive: true })
    const options = { keyPair, clock: systemClock, log: () => {} }
    const failing = Logs.open({ ...options, dir: copy, onCopy: () => Promise.reject(new Error('not noted')) })
    await expect(failing).rejects.toMatchObject({ code: 'CORRUPT' })
    let noted = 0
    const logs = await Logs.open({ ...options, dir: copy, onCopy: async () => void noted++ })
    expect([noted, logs.ratings.own.length]).toEqual([1, 1])
    expect(await readFile(join(copy, 'catalogue-generation.json'), 'utf8')).toBe('{"number":0,"checked":7}')
    await logs.close()
    const again = await Logs.open({ ...options, dir: copy })
    expect(again.ratings.own.length).toBe(1)
    await again.close()
  })

  it('keeps every confirmed append when the process is killed', async () => {
    const dir = join(await temporaryFolder(), 'logs')
    const program = `
      import { Logs } from ${JSON.stringify(new URL('../../main/logs/logs.ts', import.meta.url).href)}
      import crypto from 'hypercore-crypto'
      const keyPair = crypto.keyPair(Buffer.alloc(32, 5))
      const logs = await Logs.open({ dir: process.argv[1], keyPair, clock: {}, log() {} })
      for (let n = 0; ; n++) process.stdout.write((await logs.ratings.own.append(Buffer.from('rating ' + n))) + '\\n')
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let confirmed = -1
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      const lines = chunk.toString().split('\n').filter(Boolean)
      confirmed = Number(lines.at(-1))
      if (confirmed >= 100) break
    }
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    const logs = await open(dir)
    expect(confirmed).toBeGreaterThanOrEqual(100)
    expect(logs.ratings.own.length).toBeGreaterThan(confirmed)
    let next = 0
    for await (const { seq, block } of logs.ratings.own.read()) {
      expect(seq).toBe(next)
      expect(Buffer.from(block).toString()).toBe(`rating ${next++}`)
    }
    expect(next).toBe(logs.ratings.own.length)
    await logs.close()
  })
})
