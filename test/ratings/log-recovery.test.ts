import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import { declareRestart } from '../../main/domain/rating-log/log-restart.ts'
import type { SignedHead } from '../../main/domain/signed-head.ts'
import { namedIn } from '../../main/logs/head.ts'
import { LogRecovery } from '../../main/ratings/recovery/log-recovery.ts'
import { LogRestarts } from '../../main/ratings/restarts/log-restarts.ts'
import { RecoveringLog } from '../../main/ratings/recovery/recovering-log.ts'
import { person } from './people.ts'

const ME = person('me')
const SELF = ME.publicKey
const headAt = (length: number, story = 1): SignedHead => ({
  peer: SELF,
  length,
  fork: 0,
  hash: Buffer.alloc(32, story * 100 + length),
  signature: new Uint8Array(64),
})

const NOW = 1_800_000_000_000

type Blocks = (peer: string, from: number, blocks: Uint8Array[]) => void | Promise<void>

/** A log with `length` blocks on this disk, and peers that announce heads of it. `rated`: known to the log. */
function setting(given: { length?: number; held?: boolean; known?: number; position?: number } = {}) {
  const { length = 0, held = true, known = 0, position = length } = given
  const clock = new ManualClock(NOW)
  const heads = new Emitter<{
    head: { from: string; head: SignedHead }
    ownConflict: { log: string; length: number }
  }>()
  const events = new Emitter<{ grown: { log: string }; conflict: { log: string; length: number; own: boolean } }>()
  const restarts = new LogRestarts({ store: { all: () => [], save: () => {} }, signer: ME, clock })
  const recorded: (number | string)[] = []
  const own = {
    name: SELF,
    length,
    append: async () => own.length++,
    async *read() {},
  }
  let read = position
  let blocks: Blocks | null = null
  const log = new RecoveringLog(own, held, () => read)
  const rebuilt: number[] = []
  const recovery = new LogRecovery({
    signer: ME,
    log,
    restarts,
    logs: {
      own,
      head: () => (own.length > 0 ? { ...headAt(own.length), ...namedIn(own.name) } : null),
      on: (event, listener) => events.on(event, listener),
      restartOwn: async (name) => {
        own.name = name
        own.length = 0
        read = 0
      },
      follow: (_peer, _from, onBlocks) => void (blocks = onBlocks),
      unfollow: async () => void (blocks = null),
    },
    ratings: {
      position: () => read,
      ingest: async (_peer, from, given) => void (read = from + given.length),
      rebuild: async () => void rebuilt.push((read = own.length)),
    },
    heads,
    rated: (peer) => peer.startsWith('rated'),
    known,
    clock,
    logLine: () => {},
    record: {
      held: async (least) => void recorded.push(least),
      released: async () => void recorded.push('released'),
      restarted: async ({ epoch, length: before }, isRecovered) =>
        void recorded.push(`restarted ${epoch - NOW} after ${before}${isRecovered ? '' : ', held'}`),
    },
  })
  /** Peers tell the length of their copies. */
  const hear = (...copies: [from: string, length: number][]): void => {
    for (const [from, at] of copies) heads.emit('head', { from, head: { ...headAt(at), ...namedIn(own.name) } })
  }
  /** Blocks arrive up to this length. */
  const fetch = async (to: number): Promise<void> => {
    const from = read
    own.length = to
    events.emit('grown', { log: own.name })
    await blocks?.(
      own.name,
      from,
      Array.from({ length: to - from }, () => new Uint8Array(1)),
    )
  }
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms)
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  return { log, own, recovery, restarts, heads, hear, fetch, pass, recorded, rebuilt }
}

const DAY = 24 * 3_600_000
const HOUR = 3_600_000

describe('the recovery of the own rating log', () => {
  it('never says that more was found than is known, though blocks may come before their head', async () => {
    const { recovery, hear, fetch } = setting()
    hear(['rated a', 1])
    await fetch(2)
    expect(recovery.state).toMatchObject({ found: 2, known: 2 })
  })

  it('waits for ever without peers', async () => {
    const { log, pass } = setting()
    await pass(HOUR)
    expect(log.held).toBe(true)
  })

  it('waits with one or two holders, whatever they have', async () => {
    const { log, hear, fetch, pass, recovery } = setting()
    hear(['rated1', 5])
    await fetch(5)
    await pass(HOUR)
    hear(['rated2', 5])
    await pass(HOUR)
    expect(log.held).toBe(true)
    expect(recovery.state).toEqual({ held: true, reason: 'restored', found: 5, known: 5, holders: 2 })
  })

  it('ends 3 s after the last block when three peers that the log rates hold the same', async () => {
    const { log, hear, fetch, pass, recorded } = setting()
    hear(['rated1', 5], ['rated2', 5], ['rated3', 5])
    await fetch(5)
    await pass(2900)
    expect(log.held).toBe(true)
    await pass(1000)
    expect(log.held).toBe(false)
    expect(recorded.at(-1)).toBe('released')
    await log.ready
  })

  it('is not moved by strangers, who may all have copied one old copy', async () => {
    const { log, hear, fetch, pass } = setting()
    hear(...Array.from({ length: 20 }, (_, n): [string, number] => [`stranger${n}`, 5]))
    await fetch(5)
    await pass(HOUR)
    expect(log.held).toBe(true)
  })

  it('waits for the longest head that anybody has, since its owner alone can sign it', async () => {
    const { log, hear, fetch, pass, recorded } = setting()
    hear(['rated1', 5], ['rated2', 5], ['rated3', 5], ['stranger', 9])
    await fetch(5)
    await pass(HOUR)
    expect(log.held).toBe(true)
    expect(recorded.at(-1)).toBe(9)
    await fetch(9)
    hear(['rated1', 9], ['rated2', 9], ['rated3', 9])
    await pass(4000)
    expect(log.held).toBe(false)
  })

  it('never ends below the length in the backup', async () => {
    const { log, hear, fetch, pass } = setting({ known: 7 })
    hear(['rated1', 5], ['rated2', 5], ['rated3', 5])
    await fetch(5)
    await pass(HOUR)
    expect(log.held).toBe(true)
    await fetch(7)
    hear(['rated1', 7], ['rated2', 7], ['rated3', 7])
    await pass(4000)
    expect(log.held).toBe(false)
  })

  it('takes the word of the user also while it moves to a later log', async () => {
    const { log, own, recovery, restarts } = setting()
    restarts.accept(declareRestart(NOW - 1, 5, ME))
    await recovery.confirm()
    expect(log.held).toBe(false)
    expect(own.name).toBe(`${SELF}.${NOW}`)
  })

  it('goes on with the later log that this identity has declared before, once a peer tells of it', async () => {
    const { log, own, hear, fetch, pass, restarts, recorded } = setting()
    hear(['rated1', 5])
    await fetch(5)
    restarts.accept(declareRestart(NOW - 1, 5, ME))
    await pass(0)
    expect(own.name).toBe(`${SELF}.${NOW - 1}`)
    expect(recorded.slice(-2)).toEqual(['restarted -1 after 5, held', 0])
    await fetch(2)
    expect(log.held).toBe(true)
    hear(['rated1', 2], ['rated2', 2], ['rated3', 2])
    await pass(4000)
    expect(log.held).toBe(false)
    expect(await log.append(new Uint8Array(1))).toBe(2)
  })
})

describe('a new log', () => {
  it('is begun by the word of the user, whatever is missing, and the old one is not written again', async () => {
    const { log, own, recovery, restarts, recorded, heads, hear, fetch, pass } = setting({ known: 7 })
    hear(['stranger', 9])
    await fetch(5)
    await pass(4000)
    expect(log.held).toBe(true)
    await recovery.confirm()
    expect(recorded.at(-1)).toBe('restarted 4000 after 9')
    expect(restarts.of(SELF)).toMatchObject([{ epoch: NOW + 4000, length: 9 }])
    expect(own.name).toBe(`${SELF}.${NOW + 4000}`)
    expect(log.held).toBe(false)
    expect(await log.append(new Uint8Array(1))).toBe(0)
    await expect(recovery.confirm()).rejects.toThrow(/complete/)
    // a longer copy of the old log, which turns up later, is not a reason to wait
    heads.emit('head', { from: 'stranger', head: headAt(12) })
    expect(log.held).toBe(false)
  })

  it('reads again what a disk has lost if the user says that nobody has it', async () => {
    const { recovery, pass, rebuilt } = setting({ length: 5, position: 6 })
    await pass(HOUR)
    await recovery.confirm()
    expect(rebuilt).toEqual([0])
  })

  it('is begun at once when a peer proves that the log has two histories', async () => {
    const { log, own, heads, restarts, pass } = setting({ length: 5, held: false })
    heads.emit('ownConflict', { log: SELF, length: 4 })
    await pass(0)
    expect(own.name).toBe(`${SELF}.${NOW}`)
    expect(log.held).toBe(false)
    // the same proof again is about a log that has ended
    heads.emit('ownConflict', { log: SELF, length: 4 })
    await pass(0)
    expect(restarts.of(SELF)).toHaveLength(1)
  })

  it('is begun twice in 30 days at most; after that the old rule holds', async () => {
    const { log, own, recovery, heads, restarts, hear, fetch, pass } = setting({ length: 5, held: false })
    restarts.declare(declareRestart(NOW - 29 * DAY, 1, ME))
    restarts.declare(declareRestart(NOW - 1, 1, ME))
    own.name = `${SELF}.${NOW - 1}`
    heads.emit('ownConflict', { log: own.name, length: 4 })
    await pass(0)
    expect(log.held).toBe(true)
    hear(['stranger', 9])
    await expect(recovery.confirm()).rejects.toThrow(/had 9 entries, and 5/)
    await fetch(9)
    await recovery.confirm()
    await pass(4000)
    expect(log.held).toBe(false)
    expect(restarts.of(SELF)).toHaveLength(2)
  })
})

describe('a log that has grown elsewhere', () => {
  it.each([
    ['a head', ({ hear }: ReturnType<typeof setting>) => hear(['stranger', 6])],
    ['blocks that a peer brings', ({ fetch }: ReturnType<typeof setting>) => fetch(6)],
  ])('is held when %s tells of it', async (_, happens) => {
    const all = setting({ length: 5, held: false })
    expect(await all.log.append(new Uint8Array(1))).toBe(5)
    all.own.length = 5
    all.log.release()
    await happens(all)
    expect(all.recovery.state).toMatchObject({ held: true, reason: 'grown' })
    await expect(all.log.append(new Uint8Array(1))).rejects.toMatchObject({ code: 'IN_USE' })
    await all.fetch(6)
    all.hear(['rated1', 6], ['rated2', 6], ['rated3', 6])
    await all.pass(4000)
    expect(all.log.held).toBe(false)
    expect(await all.log.append(new Uint8Array(1))).toBe(6)
  })

  it('is not held by what this node writes, nor by shorter copies', async () => {
    const { log, hear, recovery } = setting({ length: 5, held: false })
    await log.append(new Uint8Array(1))
    hear(['rated1', 6], ['rated2', 3])
    expect(recovery.state).toMatchObject({ held: false, found: 6 })
  })
})
