import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import type { SignedHead } from '../../main/domain/signed-head.ts'
import { LogRecovery } from '../../main/ratings/recovery/log-recovery.ts'
import { RecoveringLog } from '../../main/ratings/recovery/recovering-log.ts'

const SELF = 'aa'.repeat(32)
const headAt = (length: number, story = 1): SignedHead => ({
  peer: SELF,
  length,
  fork: 0,
  hash: Buffer.alloc(32, story * 100 + length),
  signature: new Uint8Array(64),
})

type Blocks = (peer: string, from: number, blocks: Uint8Array[]) => void | Promise<void>

/** A log with `length` blocks on this disk, and peers that announce heads of it. `rated`: known to the log. */
function setting(given: { length?: number; held?: boolean; known?: number; position?: number } = {}) {
  const { length = 0, held = true, known = 0, position = length } = given
  const clock = new ManualClock()
  const heads = new Emitter<{ head: { from: string; head: SignedHead } }>()
  const grown = new Emitter<{ grown: { peer: string } }>()
  const recorded: (number | 'released')[] = []
  const own = {
    length,
    append: async () => own.length++,
    async *read() {},
  }
  let read = position
  let blocks: Blocks | null = null
  const log = new RecoveringLog(own, held, () => read)
  const rebuilt: number[] = []
  const recovery = new LogRecovery({
    self: SELF,
    log,
    logs: {
      own,
      head: () => (own.length > 0 ? headAt(own.length) : null),
      on: (event, listener) => grown.on(event, listener),
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
    },
  })
  /** Peers tell the length of their copies. */
  const hear = (...copies: [from: string, length: number][]): void => {
    for (const [from, at] of copies) heads.emit('head', { from, head: headAt(at) })
  }
  /** Blocks arrive up to this length. */
  const fetch = async (to: number): Promise<void> => {
    const from = read
    own.length = to
    grown.emit('grown', { peer: SELF })
    await blocks?.(
      SELF,
      from,
      Array.from({ length: to - from }, () => new Uint8Array(1)),
    )
  }
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms)
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  return { log, own, recovery, hear, fetch, pass, recorded, rebuilt }
}

const HOUR = 3_600_000

describe('the recovery of the own rating log', () => {
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
    const { log, hear, fetch, pass, recorded, recovery } = setting()
    hear(['rated1', 5], ['rated2', 5], ['rated3', 5], ['stranger', 9])
    await fetch(5)
    await pass(HOUR)
    expect(log.held).toBe(true)
    expect(() => recovery.confirm()).toThrow(/had 9 entries, and 5/)
    expect(recorded.at(-1)).toBe(9)
    await fetch(9)
    hear(['rated1', 9], ['rated2', 9], ['rated3', 9])
    await pass(4000)
    expect(log.held).toBe(false)
  })

  it('never ends below the length in the backup', async () => {
    const { log, hear, fetch, pass, recovery } = setting({ known: 7 })
    hear(['rated1', 5], ['rated2', 5], ['rated3', 5])
    await fetch(5)
    await pass(HOUR)
    expect(log.held).toBe(true)
    expect(() => recovery.confirm()).toThrow(/had 7 entries, and 5/)
    await fetch(7)
    recovery.confirm()
    await pass(4000)
    expect(log.held).toBe(false)
  })

  it('ends by the word of the user, also alone', async () => {
    const { log, pass, recovery } = setting()
    await pass(4000)
    expect(log.held).toBe(true)
    recovery.confirm()
    await pass(0)
    expect(log.held).toBe(false)
    expect(() => recovery.confirm()).toThrow(/complete/)
  })

  it('reads again what a disk has lost if the user says that nobody has it', async () => {
    const { log, pass, recovery, rebuilt, hear } = setting({ length: 5, position: 6 })
    hear(['rated1', 5], ['rated2', 5], ['rated3', 5])
    await pass(HOUR)
    expect(log.held).toBe(true)
    recovery.confirm()
    await pass(4000)
    expect(log.held).toBe(false)
    expect(rebuilt).toEqual([5])
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
