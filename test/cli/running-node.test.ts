import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HyobanNode } from '../../main/node.ts'
import { type ControlServer, startControlServer } from '../../main/shell/control/control-server.ts'
import { context, detailOf, fetchFile, sees, TestNetwork } from '../helpers/nodes.ts'
import { type CommandResult, judge } from './processes.ts'

const SONG = Buffer.alloc(3_000_000, 'la ')
let net: TestNetwork
let control: ControlServer
let me: HyobanNode
let friend: HyobanNode
let dataDir: string
let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-running-'))
  net = await TestNetwork.build('choir')
  friend = await net.start('Friend', { 'bach-mass.txt': SONG, 'tallis-motet.txt': Buffer.from('Spem in alium') })
  me = await net.start('Me')
  dataDir = join(net.dir, 'Me')
  control = await startControlServer(me, () => {})
  await fetchFile(me, friend, 'tallis-motet.txt')
  await detailOf(me, friend, ({ ratings }) => ratings.length > 0)
})
afterAll(async () => {
  await control.close()
  await net.close()
  await rm(dir, { recursive: true, force: true })
})

/** Runs a command on the data directory of the node that runs. */
const hyoban = (...args: string[]): Promise<CommandResult> => judge(dataDir, args)
const json = async <T>(...args: string[]): Promise<T> => {
  const { code, out, err } = await hyoban(...args, '--json')
  expect([code, err]).toEqual([0, expect.any(String)])
  return JSON.parse(out) as T
}

describe('command lines on the data directory of a running node', () => {
  it('status says what it does', async () => {
    const { info, status } = await json<{ info: object; status: object }>('status')
    expect(info).toMatchObject({ dataDir, identity: { publicKey: me.publicKey, name: 'Me' } })
    expect(status).toMatchObject({ state: 'online', peers: 1 })
    const { out } = await hyoban('status')
    expect(out).toMatch(/^network {4}online, 1 peer\ncommunity {2}choir\nidentity {3}Me \(/)
  })

  it('search and get use its connections and its folder, or the one that is named', async () => {
    const hits = await json<{ name: string }[]>('search', 'mass', '--timeout', '5')
    expect(hits.map(({ name }) => name)).toEqual(['bach-mass.txt'])
    const to = join(dir, 'named', 'below')
    expect(await json('get', 'bach', '--to', to)).toMatchObject({ path: join(to, 'bach-mass.txt'), size: SONG.length })
    expect(await readFile(join(to, 'bach-mass.txt'))).toEqual(SONG)
    const { downloadFolder } = await me.handlers.node.settings(undefined, context)
    expect(downloadFolder).toBe(join(net.dir, 'Me-downloads'))
  })

  it('share adds a folder to it, and torrent exports from it', async () => {
    await writeFile(join(dir, 'notes.txt'), 'do re mi')
    expect(await json('share', dir)).toMatchObject([{ path: dir, bytes: expect.any(Number) }])
    const { rows } = await me.handlers.library.files({ text: 'notes', offset: 0, limit: 1 }, context)
    const root = rows[0]?.root as string
    const made = await json<{ name: string }>('torrent', root, '--out', join(dir, 'notes.torrent'))
    expect(made.name).toBe('notes.txt')
  })

  it('peers and trust tell how far a peer can be trusted, and why', async () => {
    expect(await json('peers', '--online')).toMatchObject([{ publicKey: friend.publicKey, name: 'Friend' }])
    expect((await hyoban('peers')).out).toMatch(/^\S+ {2}[01]\.\d\d {2}(new|good) +\d raters? +online {2}Friend\n$/)
    for (const name of ['Friend', friend.fingerprint, friend.publicKey.slice(0, 6)])
      expect(await json('trust', name)).toMatchObject({ peer: { publicKey: friend.publicKey } })
    const { out } = await hyoban('trust', 'Friend')
    expect(out).toContain(`key                  ${friend.publicKey}\n`)
    expect(out).toMatch(/\nyour ratings {9}[12]\n/)
    expect(out).toMatch(/1\.00 {2}served {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}by you\n/)
  })

  it('exclude and allow decide, for a time or until withdrawn', async () => {
    expect((await hyoban('exclude', 'Friend', '--days', '2')).out).toBe(
      `Friend (${friend.fingerprint}): excluded (you)\n`,
    )
    await sees(me, friend, ({ trust }) => trust.override === 'block')
    const detail = await json<{ override: { until: number; since: number } }>('trust', 'Friend')
    expect(Math.round((detail.override.until - detail.override.since) / 1000)).toBe(2 * 86_400)
    expect((await hyoban('peers', '--excluded')).out).toContain('excluded (you)')
    expect(await json('allow', 'Friend')).toMatchObject({ trust: { override: 'allow' } })
    expect(await json('allow', 'Friend', '--undo')).toMatchObject({ trust: { override: null } })
  })

  it('limits are shown and changed', async () => {
    const { out } = await hyoban('limits', '--down', '2.5M', '--peer-up', '500k', '--alternative', 'on')
    expect(out.split('\n').slice(0, 2)).toEqual([
      'all transfers  down 2.5 MB/s, up none',
      'each peer      down none, up 500.0 kB/s',
    ])
    const { transferLimits, alternativeLimitsOn } = await me.handlers.node.settings(undefined, context)
    expect([transferLimits, alternativeLimitsOn]).toEqual([
      { down: 2_500_000, up: 0, peerDown: 0, peerUp: 500_000 },
      true,
    ])
    expect(await json('limits', '--down', 'none', '--peer-up', '0', '--alternative', 'off')).toMatchObject({
      transferLimits: { down: 0, up: 0, peerDown: 0, peerUp: 0 },
      alternativeLimitsOn: false,
    })
  })

  it('transfers are listed, paused, resumed and removed by the beginning of their ids', async () => {
    const done = await json<{ id: string; name: string; state: string }[]>('transfers')
    const motet = done.find(({ name }) => name === 'tallis-motet.txt')
    expect(motet?.state).toBe('done')
    expect((await hyoban('transfers')).out).toMatch(/down {2}done +100 % +13 B +- +tallis-motet.txt \(from Friend\)/)
    const { code, err } = await hyoban('transfers', 'remove', motet?.id.slice(0, 8) ?? '')
    expect([code, err]).toEqual([0, 'hyoban: remove: 1 transfer.\n'])
    const left = await json<{ id: string }[]>('transfers')
    expect(left.some(({ id }) => id === motet?.id)).toBe(false)
    expect((await hyoban('transfers', 'pause', 'all')).err).toBe('hyoban: pause: 0 transfers.\n')
  })

  it('communities are listed, joined and left', async () => {
    expect((await hyoban('communities', 'join', 'Orchestra')).err).toBe('hyoban: joined "Orchestra".\n')
    const names = async (): Promise<string[]> => (await json<{ name: string }[]>('communities')).map(({ name }) => name)
    expect(await names()).toEqual(['choir', 'Orchestra'])
    expect((await hyoban('communities', 'leave', 'Orchestra')).code).toBe(0)
    expect(await names()).toEqual(['choir'])
  })

  it('export writes peers, ratings and decisions', async () => {
    const path = join(dir, 'trust.json')
    expect((await hyoban('export', '--out', path)).code).toBe(0)
    const data = JSON.parse(await readFile(path, 'utf8')) as { peers: object[]; ratings: object[]; decisions: object[] }
    expect(data.peers).toMatchObject([{ publicKey: friend.publicKey }])
    expect(data.ratings).toContainEqual(expect.objectContaining({ subject: friend.publicKey, own: true, score: 1 }))
    expect(data.decisions.length).toBeGreaterThan(0)
    expect(JSON.parse((await hyoban('export')).out)).toMatchObject({ format: 1, identity: { name: 'Me' } })
  })

  it.each([
    [['trust', 'nobody'], 1, 'No peer called "nobody" was ever met.'],
    [['transfers', 'pause', 'nope'], 1, 'There is no transfer "nope".'],
    [['transfers', 'pause'], 2, 'Which transfers to pause?'],
    [['transfers', 'explode', 'all'], 2, "command-argument value 'explode' is invalid for argument 'action'."],
    [['communities', 'leave', 'nowhere'], 1, 'No communities are called "nowhere".'],
    [['communities', 'join'], 2, 'Which community to join?'],
    [['limits', '--down', 'fast'], 2, '--down must be bytes a second, like 500k or 2.5M, or "none", not "fast".'],
    [['limits', '--alternative', 'maybe'], 2, '--alternative must be "on" or "off", not "maybe".'],
    [['exclude', 'Friend', '--days', '0'], 2, '--days must be a whole number from 1 to 3650, not "0".'],
    [['search', 'x', '--name', 'Other'], 2, 'The node that runs on this data directory does not follow --name.'],
  ])('%j ends with %i and says what is wrong', async (args, code, message) => {
    const result = await hyoban(...args)
    expect([result.code, result.err.startsWith(`hyoban: ${message}`)]).toEqual([code, true])
  })
})

describe('command lines without a running node', () => {
  it('status says that none runs; others read nothing where nothing is', async () => {
    const empty = join(dir, 'empty')
    const status = await judge(empty, ['status'])
    expect([status.code, status.err]).toEqual([
      1,
      `hyoban: No node is running on ${empty}. Start one with hyoban serve, or open the app.\n`,
    ])
    const peers = await judge(empty, ['peers'])
    expect([peers.code, peers.err.split('.')[0]]).toEqual([1, `hyoban: ${empty} holds nothing of Hyoban yet`])
  })

  it('peers, exclude and limits work on what is stored, without going online', async () => {
    await control.close()
    await me.close()
    const { code, out } = await judge(dataDir, ['exclude', 'Friend'])
    expect([code, out]).toEqual([0, `Friend (${friend.fingerprint}): excluded (you)\n`])
    expect((await judge(dataDir, ['peers'])).out).toContain('offline  Friend')
    expect((await judge(dataDir, ['limits', '--up', '1M'])).out).toContain('up 1.0 MB/s')
  })
})
