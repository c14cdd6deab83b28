import crypto from 'hypercore-crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { Logs } from '../../main/logs/logs.ts'
import { ratingLogKey } from '../../main/logs/rating-log-key.ts'
import { MAX_RATING_BYTES } from '../../main/logs/own-ratings.ts'
import { meet } from '../helpers/overlay.ts'
import { all, makeLogPeer, temporaryFolder, until } from '../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import { collect, numbers, append } from './rating-blocks.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

describe('the own rating log', () => {
  it('counts its blocks, and returns them after a restart', async () => {
    const dir = await temporaryFolder()
    const keyPair = crypto.keyPair()
    const open = (): Promise<Logs> => Logs.open({ dir, keyPair, clock: systemClock, log: () => {} })
    const first = await open()
    expect(await first.ratings.own.append(Buffer.from('a'))).toBe(0)
    expect(await Promise.all(['b', 'c'].map((text) => first.ratings.own.append(Buffer.from(text))))).toEqual([1, 2])
    await first.close()
    const second = await open()
    expect(second.ratings.own.length).toBe(3)
    const blocks = (await all(second.ratings.own.read(1))).map(
      ({ seq, block }) => `${seq}${Buffer.from(block).toString()}`,
    )
    expect(blocks).toEqual(['1b', '2c'])
    expect(await all(second.ratings.own.read(0, 1))).toEqual([{ seq: 0, block: Buffer.from('a') }])
    await second.close()
  })

  it('refuses blocks that peers would refuse', async () => {
    const peer = await makeLogPeer(net.bootstrap)
    await expect(peer.logs.ratings.own.append(Buffer.alloc(MAX_RATING_BYTES + 1))).rejects.toThrow(RangeError)
    expect(peer.logs.ratings.own.length).toBe(0)
  })
})

describe('following a rating log', () => {
  it('needs only the identity, from which the key is derived', () => {
    const { publicKey } = crypto.keyPair(Buffer.alloc(32, 1))
    expect(ratingLogKey(publicKey.toString('hex'))).toHaveLength(32)
    expect(ratingLogKey(publicKey.toString('hex')).equals(publicKey)).toBe(false)
    expect(() => ratingLogKey('xyz')).toThrow(RangeError)
  })

  it('reads old and new blocks, in both directions at once', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Both ways' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Both ways' })
    await append(a, numbers(0, 150))
    await append(b, ['from b'])
    const atB = collect(b, a.hex, 0, 152)
    const atA = collect(a, b.hex, 0, 1)
    await meet(a.overlay, b.overlay)
    expect(await atA).toEqual(['from b'])
    await append(a, numbers(150, 152))
    expect(await atB).toEqual(numbers(0, 152))
  })

  it('continues from a position after a restart, from disk without the peer', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Restart' })
    const dir = await temporaryFolder()
    const keyPair = crypto.keyPair()
    await append(a, numbers(0, 10))
    const first = await makeLogPeer(net.bootstrap, { community: 'Restart', dir, keyPair })
    const everything = collect(first, a.hex, 0, 10)
    await meet(a.overlay, first.overlay)
    await everything
    await first.overlay.destroy()
    await first.logs.close()
    await append(a, numbers(10, 12))
    const second = await makeLogPeer(net.bootstrap, { community: 'Restart', dir, keyPair })
    const offline = collect(second, a.hex, 4, 6)
    expect(await offline).toEqual(numbers(4, 10))
    const online = collect(second, a.hex, 10, 2)
    await meet(a.overlay, second.overlay)
    expect(await online).toEqual(numbers(10, 12))
  })

  it('reads a log from a peer that holds a copy', async () => {
    const [writer, holder, reader] = await Promise.all(
      [1, 2, 3].map((n) => makeLogPeer(net.bootstrap, { name: `P${n}`, community: 'Copies' })),
    )
    if (!writer || !holder || !reader) throw new Error('no peers')
    await append(writer, numbers(0, 20))
    const held = collect(holder, writer.hex, 0, 20)
    await meet(writer.overlay, holder.overlay)
    await held
    await writer.overlay.destroy()
    const read = collect(reader, writer.hex, 0, 20)
    await meet(holder.overlay, reader.overlay)
    expect(await read).toEqual(numbers(0, 20))
  })

  it('hands over the same blocks again when the consumer failed', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Clumsy' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Clumsy' })
    await append(a, ['one'])
    const calls: number[] = []
    const { changed, reached } = until(() => calls.length === 2)
    b.logs.ratings.follow(a.hex, 0, (_, from) => {
      calls.push(from)
      changed()
      if (calls.length === 1) throw new Error('the store is busy')
    })
    await meet(a.overlay, b.overlay)
    await reached
    expect(calls).toEqual([0, 0])
    expect(b.lines.join()).toContain('the store is busy')
  })

  it('refuses a log that is longer than allowed', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Long' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Long', limits: { ratings: 5 } })
    await append(a, numbers(0, 8))
    const refused = b.logs.ratings.once('refused')
    const got = collect(b, a.hex, 0, 5)
    await meet(a.overlay, b.overlay)
    expect(await got).toEqual(numbers(0, 5))
    expect(await refused).toMatchObject({ peer: a.hex, reason: 'more than 5 blocks' })
    expect(b.logs.ratings.following).toEqual([])
  })

  it('ends cleanly while waiting for blocks', async () => {
    const b = await makeLogPeer(net.bootstrap, { community: 'Waiting' })
    b.logs.ratings.follow('ab'.repeat(32), 0, () => {})
    await b.logs.ratings.unfollow('ab'.repeat(32))
    b.logs.ratings.follow('ab'.repeat(32), 0, () => {})
    await b.logs.close()
    expect(b.logs.ratings.following).toEqual([])
  })
})
