import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ManualClock, systemClock } from '../../main/base/clock.ts'
import { Logs } from '../../main/logs/logs.ts'
import { ratingLogKey } from '../../main/logs/rating-log-key.ts'
import { MAX_RATING_BYTES } from '../../main/logs/rating-logs.ts'
import { verifyEquivocationProof } from '../../main/logs/equivocation.ts'
import { meet } from '../helpers/overlay.ts'
import { all, type LogPeer, makeLogPeer, makeTrickster, temporaryFolder, until } from '../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

/** Collects what `reader` gets of `writer`'s log from block `from` on, until there are `count` blocks. */
function collect(reader: LogPeer, writer: string, from: number, count: number): Promise<string[]> {
  const got: string[] = []
  const { changed, reached } = until(() => got.length >= count)
  reader.logs.ratings.follow(writer, from, (peer, at, blocks) => {
    expect(peer).toBe(writer)
    expect(at).toBe(from + got.length)
    got.push(...blocks.map((block) => Buffer.from(block).toString()))
    changed()
  })
  return reached.then(() => got)
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `rating ${from + i}`)

async function append(peer: LogPeer, texts: string[]): Promise<void> {
  for (const text of texts) await peer.logs.ratings.own.append(Buffer.from(text))
}

describe('the own rating log', () => {
  it('counts its blocks, keeps them over a restart, and gives them back', async () => {
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

  it('refuses what others would refuse', async () => {
    const peer = await makeLogPeer(net.bootstrap)
    await expect(peer.logs.ratings.own.append(Buffer.alloc(MAX_RATING_BYTES + 1))).rejects.toThrow(RangeError)
    expect(peer.logs.ratings.own.length).toBe(0)
  })
})

describe('following a rating log', () => {
  it('needs nothing but the identity: its key follows from it', () => {
    const { publicKey } = crypto.keyPair(Buffer.alloc(32, 1))
    expect(ratingLogKey(publicKey.toString('hex'))).toHaveLength(32)
    expect(ratingLogKey(publicKey.toString('hex')).equals(publicKey)).toBe(false)
    expect(() => ratingLogKey('xyz')).toThrow(RangeError)
  })

  it('brings old and new blocks, both ways at once', async () => {
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

  it('goes on from a position after a restart, without the peer for what it has', async () => {
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

  it('gets a log from somebody who only holds a copy', async () => {
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

  it('gives the same blocks again when the consumer failed', async () => {
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

  it('stops where a log is longer than allowed, and says so', async () => {
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

  it('ends cleanly in the middle of waiting for blocks', async () => {
    const b = await makeLogPeer(net.bootstrap, { community: 'Waiting' })
    b.logs.ratings.follow('ab'.repeat(32), 0, () => {})
    await b.logs.ratings.unfollow('ab'.repeat(32))
    b.logs.ratings.follow('ab'.repeat(32), 0, () => {})
    await b.logs.close()
    expect(b.logs.ratings.following).toEqual([])
  })
})

describe('a log that stalls', () => {
  it('is said to stall once although it is asked again and again, and nobody waits for it', async () => {
    const reader = await makeLogPeer(net.bootstrap, { community: 'Stall', limits: { stallMs: 100 } })
    // more of them than are read at a time, each signs 20 blocks of which it sends none
    const stallers = await Promise.all(Array.from({ length: 10 }, () => makeTrickster(net.bootstrap, 'Stall')))
    for (const { core } of stallers) {
      await core.append(numbers(0, 20).map((text) => Buffer.from(text)))
      await core.clear(0, 20)
    }
    const honest = await makeLogPeer(net.bootstrap, { community: 'Stall' })
    await append(honest, numbers(0, 100))
    const stalled: string[] = []
    const { changed, reached } = until(() => stalled.length === 10)
    reader.logs.ratings.on('stalled', ({ peer }) => {
      stalled.push(peer)
      changed()
    })
    for (const { hex } of stallers) reader.logs.ratings.follow(hex, 0, () => expect.unreachable('nothing was sent'))
    await reader.overlay.start()
    for (const { overlay } of stallers) await meet(overlay, reader.overlay)
    const got = collect(reader, honest.hex, 0, 100)
    await meet(honest.overlay, reader.overlay)
    expect(await got).toEqual(numbers(0, 100))
    await reached
    expect(new Set(stalled)).toEqual(new Set(stallers.map(({ hex }) => hex)))
  }, 60_000)

  it('keeps nobody waiting while it is still waited for', async () => {
    const reader = await makeLogPeer(net.bootstrap, { community: 'Patience', limits: { stallMs: 100_000 } })
    // more of them than are read at a time
    const stallers = await Promise.all(Array.from({ length: 10 }, () => makeTrickster(net.bootstrap, 'Patience')))
    for (const { core } of stallers) {
      await core.append(numbers(0, 5).map((text) => Buffer.from(text)))
      await core.clear(0, 5)
    }
    for (const { hex } of stallers) reader.logs.ratings.follow(hex, 0, () => expect.unreachable('nothing was sent'))
    await reader.overlay.start()
    for (const { overlay } of stallers) await meet(overlay, reader.overlay)
    const honest = await makeLogPeer(net.bootstrap, { community: 'Patience' })
    await append(honest, numbers(0, 10))
    const got = collect(reader, honest.hex, 0, 10)
    await meet(honest.overlay, reader.overlay)
    expect(await got).toEqual(numbers(0, 10))
  }, 60_000)

  it('is read as far as it comes', async () => {
    const writer = await makeTrickster(net.bootstrap, 'Gap')
    const reader = await makeLogPeer(net.bootstrap, { community: 'Gap', limits: { stallMs: 200 } })
    await writer.core.append(numbers(0, 9).map((text) => Buffer.from(text)))
    await writer.core.clear(4, 6)
    const stalled = reader.logs.ratings.once('stalled')
    const got = collect(reader, writer.hex, 0, 4)
    await meet(writer.overlay, reader.overlay)
    expect(await got).toEqual(numbers(0, 4))
    expect(await stalled).toEqual({ peer: writer.hex })
    expect(reader.logs.ratings.following).toEqual([writer.hex])
  })

  it('is not said of a log whose owner is away: who holds a part of it only owes nothing', async () => {
    const keyPair = crypto.keyPair()
    const holder = await makeTrickster(net.bootstrap, 'Away')
    const store = new Corestore(await temporaryFolder())
    onTestFinished(() => store.close())
    const core = store.get({ keyPair })
    await core.append(numbers(0, 3).map((text) => Buffer.from(text)))
    await core.clear(0, 3)
    holder.overlay.onConnection((stream) => store.replicate(stream))
    const reader = await makeLogPeer(net.bootstrap, { community: 'Away', limits: { stallMs: 50 } })
    const waits: string[] = []
    reader.logs.ratings.on('stalled', ({ peer }) => waits.push(peer))
    const owner = keyPair.publicKey.toString('hex')
    reader.logs.ratings.follow(owner, 0, () => {})
    reader.logs.ratings.follow(holder.hex, 0, () => {})
    // a log that does stall, begun later, is the measure of time
    await holder.core.append(Buffer.from('x'))
    await holder.core.clear(0, 1)
    await meet(holder.overlay, reader.overlay)
    await reader.logs.ratings.once('stalled')
    expect(waits).toEqual([holder.hex])
  })
})

describe('a log that floods', () => {
  it('is read at its rate and no faster, and keeps no other waiting; what lies on this disk has no rate', async () => {
    const clock = new ManualClock()
    const reader = await makeLogPeer(net.bootstrap, {
      community: 'Flood',
      clock,
      limits: { rate: { burst: 100, perSecond: 10 } },
    })
    const flood = await makeTrickster(net.bootstrap, 'Flood')
    const honest = await makeLogPeer(net.bootstrap, { community: 'Flood' })
    await flood.core.append(numbers(0, 300).map((text) => Buffer.from(text)))
    let [got, again] = [0, 0]
    const first = until(() => got >= 64)
    const second = until(() => got >= 128)
    reader.logs.ratings.follow(flood.hex, 0, (_, _from, blocks) => {
      got += blocks.length
      first.changed()
      second.changed()
    })
    await meet(flood.overlay, reader.overlay)
    await first.reached
    // whoever comes later is not kept waiting by it, and it sends no more meanwhile
    const others = collect(reader, honest.hex, 0, 60)
    await append(honest, numbers(0, 60))
    await meet(honest.overlay, reader.overlay)
    expect(await others).toEqual(numbers(0, 60))
    await flood.core.append([Buffer.from('one more'), Buffer.from('and another')])
    clock.advance(2700)
    await append(honest, ['later'])
    await collect(reader, honest.hex, 60, 1)
    expect(got).toBe(64)
    // 36 left of the burst, and 28 more after 2.8 s
    clock.advance(100)
    await second.reached
    expect(got).toBe(128)
    const here = until(() => again >= 128)
    reader.logs.ratings.follow(flood.hex, 0, (_, _from, blocks) => {
      again += blocks.length
      here.changed()
    })
    await here.reached
  })
})

describe('a log that jumps in length', () => {
  it('is refused before anything of it is read, and only it', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Jump' })
    const other = await makeLogPeer(net.bootstrap, { community: 'Jump' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Jump', limits: { ratings: 5 } })
    await append(a, numbers(0, 51))
    await append(other, ['fine'])
    const refused = b.logs.ratings.once('refused')
    b.logs.ratings.follow(a.hex, 0, () => expect.unreachable('not worth reading'))
    const got = collect(b, other.hex, 0, 1)
    await meet(a.overlay, b.overlay)
    await meet(other.overlay, b.overlay)
    expect(await refused).toEqual({ peer: a.hex, reason: 'claims to have 51 blocks', kind: 'over-budget' })
    expect(await got).toEqual(['fine'])
    expect(b.logs.ratings.following).toEqual([other.hex])
  })

  it('is refused when a block is too large, by that name', async () => {
    const writer = await makeTrickster(net.bootstrap, 'Large')
    await writer.core.append(Buffer.alloc(MAX_RATING_BYTES + 1))
    const b = await makeLogPeer(net.bootstrap, { community: 'Large' })
    const refused = b.logs.ratings.once('refused')
    b.logs.ratings.follow(writer.hex, 0, () => expect.unreachable('too large'))
    await meet(writer.overlay, b.overlay)
    expect(await refused).toMatchObject({ peer: writer.hex, kind: 'oversized' })
  })
})

describe('a log that contradicts itself', () => {
  it('is noticed when two nodes write under one identity', async () => {
    const keyPair = crypto.keyPair()
    const one = await makeLogPeer(net.bootstrap, { name: 'One', community: 'Twins', keyPair })
    const reader = await makeLogPeer(net.bootstrap, { name: 'Reader', community: 'Twins' })
    await append(one, ['good', 'good'])
    const got = collect(reader, one.hex, 0, 2)
    await meet(one.overlay, reader.overlay)
    await got
    await one.overlay.destroy()
    await one.logs.close()
    const two = await makeLogPeer(net.bootstrap, { name: 'Two', community: 'Twins', keyPair })
    await append(two, ['bad', 'bad', 'bad', 'bad'])
    const conflict = reader.logs.ratings.once('conflict')
    await meet(two.overlay, reader.overlay)
    expect(await conflict).toMatchObject({ peer: one.hex, own: false })
  })

  it.each([
    [2, 4],
    [4, 2],
    [1, 9],
    [9, 6],
  ])(
    'with %i blocks here and %i there: what comes of it is a proof for anybody',
    async (here, there) => {
      const community = `Proof ${here} ${there}`
      const keyPair = crypto.keyPair()
      const reader = await makeLogPeer(net.bootstrap, { name: 'Reader', community })
      const one = await makeTrickster(net.bootstrap, community, keyPair)
      await one.core.append(numbers(0, here).map((text) => Buffer.from(text)))
      const got = collect(reader, one.hex, 0, here)
      await meet(one.overlay, reader.overlay)
      await got
      await one.overlay.destroy()
      const two = await makeTrickster(net.bootstrap, community, keyPair)
      for (let n = 0; n < there; n++) await two.core.append(Buffer.from(`other ${n}`))
      const conflict = reader.logs.ratings.once('conflict')
      await meet(two.overlay, reader.overlay)
      const { split, peer, own } = await conflict
      expect({ peer, own }).toEqual({ peer: one.hex, own: false })
      expect(split && [split.one.length, split.other.length]).toEqual([Math.min(here, there), Math.max(here, there)])
      expect(split && verifyEquivocationProof(split)).toBe(true)
    },
    30_000,
  )
})
