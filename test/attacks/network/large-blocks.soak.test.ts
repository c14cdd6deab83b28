import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import crypto from 'hypercore-crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { Semaphore } from '../../../main/base/semaphore.ts'
import { LogFollower } from '../../../main/logs/log-follower.ts'
import { ratingLogKey } from '../../../main/logs/rating-log-key.ts'
import { limitBlocks } from '../../../main/network/patches/block-limit.ts'
import { meet } from '../../helpers/overlay.ts'
import { type LogPeer, makeLogPeer, makeTrickster, temporaryFolder, until } from '../../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'

const MIB = 1024 * 1024

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

/** A node that reads logs, and what they take on its disk once it has had half a minute to clean up. */
async function makeReader(
  community: string,
): Promise<LogPeer & { bytesNow(): Promise<number>; bytesLeft(): Promise<number> }> {
  const clock = new ManualClock()
  const reader = await makeLogPeer(net.bootstrap, { community, clock })
  const bytesNow = async (): Promise<number> => {
    const folder = join(reader.dir, 'db')
    const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))
    return sizes.reduce((sum, size) => sum + size, 0)
  }
  const bytesLeft = async (): Promise<number> => {
    clock.advance(30_000)
    await reader.logs.close()
    return bytesNow()
  }
  return { ...reader, bytesNow, bytesLeft }
}

function uploads(core: Hypercore): { readonly bytes: number } {
  const sent = { bytes: 0 }
  core.on('upload', (_, bytes) => void (sent.bytes += bytes))
  return sent
}

const megabytes = (count: number): Buffer[] => Array.from({ length: count }, () => Buffer.alloc(MIB, 7))
const small = (count: number): Buffer[] => Array.from({ length: count }, (_, n) => Buffer.from(`no rating ${n}`))

test('a rating log of blocks of 1 MiB is refused by its signed length, before any block is sent', async () => {
  const reader = await makeReader('Signed length')
  const writer = await makeTrickster(net.bootstrap, 'Signed length')
  await writer.core.append(megabytes(64))
  const sent = uploads(writer.core)
  const refused = reader.logs.ratings.once('refused')
  reader.logs.ratings.follow(writer.hex, 0, () => expect.unreachable('too large'))
  await meet(writer.overlay, reader.overlay)
  expect(await refused).toMatchObject({ peer: writer.hex, kind: 'oversized' })
  expect(sent.bytes).toBe(0)
  expect(await reader.bytesLeft()).toBeLessThan(MIB)
}, 60_000)

test('a large block among small ones is dropped as it arrives, and the whole log with it', async () => {
  const reader = await makeReader('Hidden')
  const writer = await makeTrickster(net.bootstrap, 'Hidden')
  // by its signed length this could be a log of 2,001 small ratings
  await writer.core.append([...small(10), Buffer.alloc(4 * MIB, 7), ...small(1990)])
  const refused = reader.logs.ratings.once('refused')
  const removed = reader.logs.ratings.once('removed')
  reader.logs.ratings.follow(writer.hex, 0, () => {})
  await meet(writer.overlay, reader.overlay)
  expect(await refused).toEqual({
    log: writer.hex,
    peer: writer.hex,
    kind: 'oversized',
    reason: 'block 10 has 4194304 bytes',
  })
  await removed
  expect(reader.logs.ratings.following).toEqual([])
  expect(await reader.bytesLeft()).toBeLessThan(MIB)
}, 60_000)

test('a log that is dropped leaves nothing: 4,000 blocks of 4 KiB are gone from the files', async () => {
  const reader = await makeReader('Dropped')
  const writer = await makeTrickster(net.bootstrap, 'Dropped')
  await writer.core.append(Array.from({ length: 4000 }, (_, n) => Buffer.alloc(4096, n)))
  const { changed, reached } = until(() => count === 4000)
  let count = 0
  reader.logs.ratings.follow(writer.hex, 0, (_, _from, blocks) => {
    count += blocks.length
    changed()
  })
  await meet(writer.overlay, reader.overlay)
  await reached
  expect(await reader.bytesNow()).toBeGreaterThan(15 * MIB)
  await reader.logs.ratings.remove(writer.hex)
  expect(await reader.bytesLeft()).toBeLessThan(MIB)
}, 60_000)

test('a large block proves something against the owner of a log only if the owner sent it', async () => {
  const [owner, other] = [crypto.keyPair().publicKey, crypto.keyPair().publicKey]
  const store = new Corestore(await temporaryFolder())
  onTestFinished(() => store.close())
  limitBlocks(store, 64 * 1024)
  const core = store.get({ key: ratingLogKey(owner.toString('hex')), writable: false })
  const follower = new LogFollower({
    core,
    log: owner.toString('hex'),
    from: 0,
    consumer: () => expect.unreachable('nothing was accepted'),
    limits: { maxBlocks: 10, maxBlockBytes: 4096, rate: { burst: 64, perSecond: 1 }, stallMs: 1000 },
    slots: { regular: new Semaphore(1), stalled: new Semaphore(1) },
    clock: new ManualClock(),
    own: false,
  })
  const refused: unknown[] = []
  follower.on('refused', (why) => refused.push(why))
  await core.ready()
  const send = (remotePublicKey: Buffer, bytes: number): unknown =>
    core.core?.verify({ block: { index: 3, value: Buffer.alloc(bytes) } }, { remotePublicKey }).catch(codeOf)
  expect(await send(other, 4097)).toBe('INVALID_OPERATION')
  expect(refused).toEqual([])
  expect(await send(owner, 4097)).toBe('INVALID_OPERATION')
  expect(refused).toEqual([{ reason: 'block 3 has 4097 bytes', kind: 'oversized' }])
  await follower.stop()
})

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

/** A peer with catalogues under several keys, each one log. */
async function makePublisher(community: string, keys: number, blocks: Buffer[]) {
  const peer = await makeTrickster(net.bootstrap, community)
  const store = new Corestore(await temporaryFolder())
  onTestFinished(() => store.close())
  const cores = Array.from({ length: keys }, (_, n) => store.get({ name: `catalogue ${n}` }))
  for (const core of cores) {
    await core.ready()
    await core.append(blocks)
  }
  peer.overlay.onConnection((stream) => store.replicate(stream))
  return { ...peer, cores }
}

test('eight catalogues of one connection with blocks of 1 MiB leave nothing on the disk', async () => {
  const reader = await makeReader('Catalogues')
  const peer = await makePublisher('Catalogues', 8, megabytes(8))
  const sent = peer.cores.map(uploads)
  const { catalogue } = reader.logs
  catalogue.on('update', async ({ peer: from }) => {
    const changes = catalogue.changes(from, 0)[Symbol.asyncIterator]()
    await changes.next().catch(() => {})
  })
  await meet(peer.overlay, reader.overlay)
  for (const { key } of peer.cores) {
    const refused = catalogue.once('refused')
    catalogue.follow(peer.hex, key as Buffer)
    expect(await refused).toMatchObject({ peer: peer.hex })
  }
  expect(sent.map(({ bytes }) => bytes)).toEqual(Array.from({ length: 8 }, () => 0))
  expect(await reader.bytesLeft()).toBeLessThan(MIB)
}, 60_000)

test('blocks of catalogues that stall at their first one go when their peer goes', async () => {
  const reader = await makeReader('Stalled catalogue')
  const blocks = Array.from({ length: 64 }, () => Buffer.alloc(60 * 1024, 7))
  const peer = await makePublisher('Stalled catalogue', 3, blocks)
  const { catalogue } = reader.logs
  await meet(peer.overlay, reader.overlay)
  for (const core of peer.cores) {
    await core.clear(1, 2)
    const sent = uploads(core)
    const { changed, reached } = until(() => sent.bytes === 62 * 60 * 1024)
    core.on('upload', changed)
    const update = catalogue.once('update')
    catalogue.follow(peer.hex, core.key as Buffer)
    await update
    const read = catalogue.changes(peer.hex, 0)[Symbol.asyncIterator]().next()
    const cancelled = expect(read).rejects.toMatchObject({ code: 'CANCELLED' })
    await reached
    await catalogue.unfollow(peer.hex)
    await cancelled
  }
  // of 11 MiB; up to a write buffer of what was deleted last stays until the next compaction
  expect(await reader.bytesLeft()).toBeLessThan(4 * MIB)
}, 60_000)

test('nobody gets the rating log of another peer deleted by announcing its key as that of a catalogue', async () => {
  const reader = await makeReader('Borrowed key')
  const victim = await makeTrickster(net.bootstrap, 'Borrowed key')
  await victim.core.append(small(3))
  const { changed, reached } = until(() => count === 4)
  let count = 0
  reader.logs.ratings.follow(victim.hex, 0, (_, _from, blocks) => {
    count += blocks.length
    changed()
  })
  const read = reader.logs.ratings.once('read')
  await meet(victim.overlay, reader.overlay)
  await read
  const { catalogue } = reader.logs
  catalogue.follow('99'.repeat(32), victim.core.key as Buffer)
  expect(catalogue.keyOf('99'.repeat(32))).toBeNull()
  await catalogue.clear((victim.core.key as Buffer).toString('hex'))
  expect(await reader.logs.ratings.block(victim.hex, 0)).toEqual(Buffer.from('no rating 0'))
  await victim.core.append(small(1))
  await reached
  const own = reader.logs.ratings.own
  await own.append(Buffer.from('mine'))
  await reader.logs.ratings.remove(reader.hex)
  expect(own.length).toBe(1)
}, 60_000)
