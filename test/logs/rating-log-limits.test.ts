import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { MAX_RATING_BYTES } from '../../main/logs/own-ratings.ts'
import { meet } from '../helpers/overlay.ts'
import { makeLogPeer, makeTrickster, temporaryFolder, until } from '../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import { collect, numbers, append } from './rating-blocks.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

describe('a log that stalls', () => {
  it('is reported once, and delays no other log', async () => {
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

  it('frees its slot while its request is pending', async () => {
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

  it('is read as far as it arrives', async () => {
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

  it('is not reported while its owner is offline', async () => {
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
  it('is read at its rate, delays no other log, and is read from disk without a limit', async () => {
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
  it('is refused before any block is read, and no other log is', async () => {
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
    expect(await refused).toEqual({ log: a.hex, peer: a.hex, reason: 'claims to have 51 blocks', kind: 'over-budget' })
    expect(await got).toEqual(['fine'])
    expect(b.logs.ratings.following).toEqual([other.hex])
  })

  it('is refused as oversized when a block is too large', async () => {
    const writer = await makeTrickster(net.bootstrap, 'Large')
    await writer.core.append(Buffer.alloc(MAX_RATING_BYTES + 1))
    const b = await makeLogPeer(net.bootstrap, { community: 'Large' })
    const refused = b.logs.ratings.once('refused')
    b.logs.ratings.follow(writer.hex, 0, () => expect.unreachable('too large'))
    await meet(writer.overlay, b.overlay)
    expect(await refused).toMatchObject({ peer: writer.hex, kind: 'oversized' })
  })
})
