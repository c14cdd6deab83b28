import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import { live } from '../../main/base/live.ts'
import { seededRandom } from '../../main/base/random.ts'
import type { SearchHit } from '../../main/contract/search.ts'
import type { Transfer } from '../../main/contract/transfers.ts'
import { GENTLE } from '../../main/demo/pace.ts'
import { Trader, type TraderOptions } from '../../main/demo/trader.ts'

/** Hours pass in milliseconds: whenever everything else has come to rest, the next timer falls due. */
class HurriedClock implements Clock {
  time = 1_700_000_000_000
  #timers = new Set<{ at: number; fn: () => void }>()
  now(): number {
    return this.time
  }
  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.time + ms, fn }
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
    }
  }
  async run(until: number): Promise<void> {
    while (this.time < until) {
      await new Promise((resolve) => setImmediate(resolve))
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0]
      if (!next) continue
      this.#timers.delete(next)
      this.time = Math.max(this.time, next.at)
      next.fn()
    }
  }
}

const hex = (n: number): string => n.toString(16).padStart(64, '0')
const badge = (n: number, u: number | null, decision: 'new' | 'good' | 'bad') => ({
  publicKey: hex(n),
  fingerprint: `f${n}`,
  name: `p${n}`,
  trust: {
    u,
    total: u,
    recent: u,
    count: 0,
    raters: 0,
    decision,
    standing: decision,
    low: null,
    high: null,
    by: 'rule' as const,
    override: null,
  },
})
const good = badge(1, 0.9, 'good')
const bad = badge(2, 0.1, 'bad')

/**
 * A node in a few lines, since a real one cannot live for hours within a test: it has 40 files, and fetches at once.
 */
function toyNode(folder: string, clock: Clock, online = true) {
  const hits: SearchHit[] = Array.from({ length: 40 }, (_, i) => ({
    root: hex(100 + i),
    name: `file ${i}.bin`,
    otherNames: [],
    size: 200_000 + 90_000 * i,
    kind: 'other',
    modified: 0,
    own: i < 5,
    sources: [good, bad].map((peer) => ({ ...peer, path: '', online })),
  }))
  let list: Transfer[] = []
  const asked: { root: string; peer: string }[] = []
  const events = new Emitter<{ change: null }>()
  const handlers: TraderOptions['handlers'] = {
    search: {
      run: async function* () {
        yield { hits, total: 40, catalogues: 2, arriving: 0, hidden: { hits: 0, peers: 0 } }
      },
    },
    transfers: {
      list: (_input, { signal }) =>
        live({ read: () => list, subscribe: (changed) => events.on('change', changed), clock, intervalMs: 0 }, signal),
      async download({ root, name, size, peer = '' }) {
        asked.push({ root, peer })
        const id = `t${asked.length}`
        const done = peer === good.publicKey
        const path = join(folder, `${id} ${name}`)
        if (done) await writeFile(path, name)
        list = [
          {
            id,
            direction: 'down',
            root,
            name,
            size,
            moved: 0,
            state: done ? 'done' : 'failed',
            problem: null,
            rate: 0,
            peer: good,
            peerOnline: true,
            started: clock.now(),
            ended: clock.now(),
            path: done ? path : '',
            rated: null,
            priority: 'normal',
            place: null,
            retryAt: null,
            attempts: 0,
            queued: null,
            group: null,
            folder: '',
            sources: 1,
          },
          ...list,
        ]
        events.emit('change', null)
        return { id, name }
      },
      pause: () => {},
      resume: () => {},
      remove({ id }) {
        list = list.filter((transfer) => transfer.id !== id)
        events.emit('change', null)
      },
    },
  }
  return { handlers, asked, list: () => list }
}

describe('a trader', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hyoban-trader-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('keeps few files and a short list over hours of trading', async () => {
    const clock = new HurriedClock()
    const node = toyNode(folder, clock)
    const trader = new Trader({
      handlers: node.handlers,
      clock,
      random: seededRandom(4),
      pace: GENTLE,
      log: (line) => {
        throw new Error(line)
      },
    })
    const start = clock.now()
    await clock.run(start + 60_000)
    const lively = trader.trades
    expect(lively).toBeGreaterThan(20)
    await clock.run(start + 2 * 3_600_000)
    expect(trader.trades - lively).toBeGreaterThan(400)
    expect(trader.trades - lively).toBeLessThan(1000)
    await trader.close()
    expect(node.list().length).toBeLessThanOrEqual(8)
    const files = await readdir(folder)
    expect(files.length).toBeGreaterThan(0)
    expect(files.length).toBeLessThanOrEqual(7)
    expect(node.list().reduce((sum, { size }) => sum + size, 0)).toBeLessThan(16 * 1024 * 1024)
    // everything has been fetched several times over, but never what it owns
    expect(new Set(node.asked.map(({ root }) => root)).size).toBe(35)
    expect(node.asked.some(({ root }) => root === hex(100))).toBe(false)
  })

  it('prefers trusted peers, and sometimes tries others', async () => {
    const clock = new HurriedClock()
    const node = toyNode(folder, clock)
    const trader = new Trader({ handlers: node.handlers, clock, random: seededRandom(5), pace: GENTLE, log: () => {} })
    await clock.run(clock.now() + 3_600_000)
    await trader.close()
    const share = node.asked.filter(({ peer }) => peer === bad.publicKey).length / node.asked.length
    expect(share).toBeGreaterThan(0.03)
    expect(share).toBeLessThan(0.25)
  })

  it('asks only online peers, and stops when closed', async () => {
    const clock = new HurriedClock()
    const node = toyNode(folder, clock, false)
    const trader = new Trader({ handlers: node.handlers, clock, random: seededRandom(6), pace: GENTLE, log: () => {} })
    await clock.run(clock.now() + 60_000)
    expect(node.asked).toEqual([])
    await trader.close()
  })
})
