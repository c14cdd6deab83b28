import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { TestNetwork } from '../helpers/nodes.ts'
import { CommandLines, NOBODY } from './processes.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 })

const JOIN = 'Join one with --community NAME, or by invitation in the app (hyoban serve).'

let net: TestNetwork
let lines: CommandLines

beforeAll(async () => {
  net = await TestNetwork.build('choir')
})
afterAll(() => net.close())
beforeEach(async () => {
  lines = await CommandLines.make()
  await mkdir(join(lines.dir, 'folder'))
  await writeFile(join(lines.dir, 'folder', 'note.txt'), 'hello')
})
afterEach(() => lines.close())

const online = (...args: string[]): string[] => [...args, '--bootstrap', net.net.bootstrap.join(',')]
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''

describe('a node in no community says so, and how to join one', () => {
  it('in serve', async () => {
    const node = lines.start(['serve', ...NOBODY])
    await node.says(`hyoban: this node is in no community: it meets nobody. ${JOIN}\n`)
    await node.firstLine
    node.kill('SIGTERM')
    expect((await node.ended).code).toBe(0)
  })

  it('in share', async () => {
    const { code, err } = await lines.run(['share', 'folder', ...NOBODY])
    expect([code, err.split('\n')[0]]).toEqual([
      0,
      `hyoban: this node is in no community: nobody can find what it shares. ${JOIN}`,
    ])
  })

  it('in search, which finds its own files only', async () => {
    await lines.run(['share', 'folder', ...NOBODY])
    const own = await lines.run(['search', 'note', ...NOBODY])
    expect([own.code, own.out.includes('note.txt'), own.err.split('\n')[0]]).toEqual([
      0,
      true,
      `hyoban: this node is in no community: only its own files are searched. ${JOIN}`,
    ])
    const { code, err } = await lines.run(['search', 'nothing-like-this', ...NOBODY])
    expect([code, lastLine(err)]).toEqual([
      1,
      `hyoban: This node is in no community, so that nobody was asked. ${JOIN}`,
    ])
  })

  it('in get, at once', async () => {
    const { code, err } = await lines.run(['get', 'note', '--timeout', '80', ...NOBODY])
    expect([code, err]).toEqual([1, `hyoban: This node is in no community, so that nobody was asked. ${JOIN}\n`])
  })
})

describe.each(['search', 'get'])('hyoban %s tells apart', (command) => {
  const args = ['nothing-like-this', '--timeout', '5']

  it('entry points that do not answer', async () => {
    const { code, err } = await lines.run([command, ...args, '--community', 'choir', ...NOBODY])
    expect([code, lastLine(err)]).toEqual([
      1,
      'hyoban: The entry points of the network cannot be reached, so that nobody was asked. ' +
        'Check the connection to the internet, the firewall and --bootstrap.',
    ])
  })

  it('a community in which nobody is met', async () => {
    const { code, err } = await lines.run(online(command, ...args, '--community', 'chior'))
    expect([code, lastLine(err)]).toEqual([
      1,
      'hyoban: No other peer of "chior" was met, so that nobody was asked. ' +
        'Check the name of the community, or try again when others are online, with a longer --timeout.',
    ])
  })
})
