import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import type { HyobanError } from '../../main/base/errors.ts'
import type { WatchFrame } from '../../main/contract/simulator.ts'
import { USER_KINDS } from '../../main/simulator/model/settings.ts'
import { Run } from '../../main/simulator/model/run.ts'
import { watchedSettings, WatchRoom } from '../../main/simulator/watching.ts'

const settings = watchedSettings('fig5', { N: 100, transactions: 4000 })

/** Opens a run and gives what reads its next frame. */
function opened(clock = new ManualClock()): {
  room: WatchRoom
  next: () => Promise<WatchFrame>
  clock: ManualClock
  stop: AbortController
} {
  const room = new WatchRoom(clock)
  const stop = new AbortController()
  const stream = room.open('w', settings, 7, stop.signal)
  const next = async (): Promise<WatchFrame> => {
    const { value } = await stream.next()
    if (!value) throw new Error('the stream has ended')
    return value
  }
  return { room, next, clock, stop }
}

const peersOf = ({ peers }: WatchFrame): Buffer => Buffer.from(peers, 'base64')

describe('watching one run', () => {
  it('shows kind, state and exclusion of every peer, equal to an unwatched run', async () => {
    const { room, next } = opened()
    const first = await next()
    expect(first).toMatchObject({ transaction: 0, transactions: 4000, participants: 100, playing: false, slot: null })
    const codes = peersOf(first)
    expect(codes).toHaveLength(100)
    expect(codes.filter((code) => USER_KINDS[code & 7] === 'traitor')).toHaveLength(50)
    expect(codes.filter((code) => code & 8)).toHaveLength(first.contributors)
    room.steer('w', { step: 3000 })
    const later = await next()
    const run = new Run(settings, 7)
    run.advance(3000)
    expect(later).toMatchObject({
      transaction: 3000,
      x: run.x,
      participants: run.participants,
      contributors: run.contributors,
      performance: run.performance,
    })
    expect(peersOf(later).filter((code) => code & 16)).toHaveLength(100 - run.participants)
    expect(later.samples).toHaveLength(750)
    expect(later.samples.at(-1)).toEqual([3000, run.x, run.performance])
  })

  it('plays at the set speed, pauses, and stops at the end', async () => {
    const { room, next, clock } = opened()
    await next()
    room.steer('w', { play: true, speed: 1000 })
    await next()
    const frame = next()
    clock.advance(100)
    expect(await frame).toMatchObject({ transaction: 100, playing: true })
    room.steer('w', { play: false })
    expect(await next()).toMatchObject({ playing: false })
    room.steer('w', { step: 1_000_000 })
    expect(await next()).toMatchObject({ transaction: 4000, playing: false })
    room.steer('w', { play: true })
    expect(await next()).toMatchObject({ transaction: 4000, playing: false })
  })

  it('replays the whole history of a peer selected late, without changing the run', async () => {
    const { room, next } = opened()
    await next()
    room.steer('w', { step: 2500 })
    const before = await next()
    const slot = 3
    room.steer('w', { slot })
    const picked = await next()
    expect({ ...picked, slot: null, samples: [] }).toEqual({ ...before, slot: null, samples: [] })
    expect(picked.slot).toMatchObject({ slot, since: 0, kind: USER_KINDS[(peersOf(before)[slot] as number) & 7] })
    const events = picked.slot?.events ?? []
    expect(events.length).toBeGreaterThan(20)
    expect(events[0]?.transaction).toBeLessThan(300)
    for (const { u, U, R, count } of events) {
      if (count > 0) expect(u).toBeCloseTo(0.5 * (U as number) + 0.5 * (R as number), 10)
      else expect(u).toBeNull()
    }
    room.steer('w', { slot: null })
    expect((await next()).slot).toBeNull()
  })

  it('rejects too many peers, an unknown peer and a closed run', async () => {
    expect(() => watchedSettings('fig2', { N: 5001 })).toThrow(/at most 5000 peers/)
    const { room, next, stop } = opened()
    await next()
    expect(() => room.steer('w', { slot: 100 })).toThrow(/no peer 100/)
    stop.abort()
    await expect(next()).rejects.toThrow(/ended/)
    let code = ''
    try {
      room.steer('w', { play: true })
    } catch (error) {
      code = (error as HyobanError).code
    }
    expect(code).toBe('NOT_FOUND')
  })
})
