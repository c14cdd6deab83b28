import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { TestNetwork } from '../helpers/nodes.ts'
import { CommandLines, type Running } from './processes.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const SONG = Buffer.alloc(3_000, 'la ')
let net: TestNetwork
let lines: CommandLines

beforeAll(async () => {
  net = await TestNetwork.build('choir')
  await net.start('Owner', { 'bach-mass.txt': SONG, 'aux.txt': Buffer.from('a device') })
})
afterAll(() => net.close())
beforeEach(async () => {
  lines = await CommandLines.make()
})
afterEach(() => lines.close())

const get = (...args: string[]): Running =>
  lines.start(['get', ...args, '--bootstrap', net.net.bootstrap.join(','), '--community', 'choir', '--timeout', '80'])

describe('hyoban get', () => {
  it('ends with the problem and what to do when the download is paused by one', async () => {
    await writeFile(join(lines.dir, 'blocked'), 'a file where a folder should be')
    const to = join(lines.dir, 'blocked', 'below')
    const { code, out, err } = await get('mass', '--to', 'blocked/below', '--json').ended
    expect(code).toBe(1)
    const hint = 'Create the folder again, or choose another one in the settings, then resume.'
    const message = `The download folder is missing: ${to}.`
    expect(JSON.parse(out)).toEqual({ error: { code: 'FOLDER_MISSING', message, hint, details: { path: to } } })
    expect(err.trimEnd().split('\n').at(-1)).toBe(`hyoban: ${message} ${hint}`)
  })

  it('waits for the problem to pass with --wait, says so, and goes on by itself', async () => {
    const blocked = join(lines.dir, 'blocked')
    await writeFile(blocked, 'a file where a folder should be')
    const running = get('mass', '--to', 'blocked/below', '--wait')
    await running.says('is missing')
    await running.says('Waiting (--wait).')
    await rm(blocked)
    await mkdir(join(blocked, 'below'), { recursive: true })
    const { code, out } = await running.ended
    expect([code, out]).toEqual([0, `${join(blocked, 'below', 'bach-mass.txt')}\n`])
    expect(await readFile(out.trim())).toEqual(SONG)
  })

  it('takes what is wanted in several words, some of them excluded', async () => {
    const { code, out } = await get('bach', '-live', '--to', 'got').ended
    expect([code, out]).toEqual([0, `${join(lines.dir, 'got', 'bach-mass.txt')}\n`])
  })

  it('says that a file got another name than the announced one, and why', async () => {
    const { code, out, err } = await get('aux', '--to', 'got').ended
    expect([code, out]).toEqual([0, `${join(lines.dir, 'got', '_aux.txt')}\n`])
    expect(err).toContain('hyoban: saved as "_aux.txt", as "aux.txt" is a name that not every system can hold.\n')
    await writeFile(join(lines.dir, 'got', 'bach-mass.txt'), 'another one')
    const { err: second } = await get('mass', '--to', 'got').ended
    expect(second).toContain('hyoban: saved as "bach-mass (2).txt", as "bach-mass.txt" is taken here.\n')
  })
})
