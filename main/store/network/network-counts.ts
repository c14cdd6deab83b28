import type Sqlite from 'better-sqlite3'
import type { NetworkCounts, PeerCounts } from '../../simulator/mine/counts.ts'
import type { ModelIdentity } from '../../simulator/model/settings.ts'
import { countPresence } from './network-presence.ts'

const DAY_MS = 86_400_000

/** What is counted, and by whom. */
export interface CountOptions {
  /** Public key of this node. */
  self: string
  now: number
  days: number
}

interface Tally {
  /** Twice the time of each request, plus 1 if it was served: sorts by time. */
  outcomes: number[]
  served: number
}

/** A subject that a rater gave worst marks: how many, and the rater's own requests to it. */
interface Condemned {
  to: Tally
  marks: number
  all: number
  served: number
}

/** Reasons of a rating that a provider ended without having served. */
const FAILED = new Set(['refused', 'stalled', 'corrupt', 'fake-content', 'abusive'])

/** A score up to this is one of the worst marks. */
const WORST = 0.2

type Row = [rater: string, subject: string, score: number, reason: string, time: number, receipt: number]

/**
 * Counts what the estimates of a network need: no key, name or root is in the result, and peers are in the order of
 * their records. Reads only; about a second for a million ratings.
 */
export function countNetwork(sql: Sqlite.Database, { self, now, days }: CountOptions): NetworkCounts {
  const since = now - days * DAY_MS
  const peers = new Map<string, Tally>()
  const tallyOf = (key: string): Tally => {
    const found = peers.get(key)
    if (found) return found
    const tally: Tally = { outcomes: [], served: 0 }
    peers.set(key, tally)
    return tally
  }
  /** By rater: subjects that it gave worst marks, how many, and its own requests to them. */
  const worst = new Map<string, Condemned[]>()
  let own = new Map<Tally, Condemned>()
  const requestTimes = new Map<string, number[]>()
  let receipts = 0
  const rows = sql
    .prepare(
      `SELECT rater, subject, score, reason, time, receipt FROM ratings
       WHERE time > ? AND time <= ? ORDER BY rater, seq`,
    )
    .raw()
    .iterate(since, now) as IterableIterator<Row>
  let rater = ''
  let times: number[] = []
  for (const [by, subject, score, reason, time, receipt] of rows) {
    if (by !== rater) {
      if (rater !== '') worst.set(rater, condemned(own))
      own = new Map()
      rater = by
      tallyOf(by)
      times = requestTimes.get(by) ?? []
      requestTimes.set(by, times)
    }
    if (reason === 'manual' || (receipt !== 2 && reason !== 'refused')) continue
    if (receipt === 2) receipts++
    times.push(time)
    const served = receipt === 2 && !FAILED.has(reason) ? 1 : 0
    const tally = tallyOf(subject)
    tally.outcomes.push(2 * time + served)
    tally.served += served
    const pair = own.get(tally)
    if (pair) {
      pair.all++
      pair.served += served
      pair.marks += Number(score <= WORST)
    } else own.set(tally, { to: tally, marks: Number(score <= WORST), all: 1, served })
  }
  if (rater !== '') worst.set(rater, condemned(own))
  const excluded = new Set(
    (sql.prepare('SELECT peer FROM standings WHERE excludedSince IS NOT NULL').pluck().all() as string[]).concat(
      sql.prepare("SELECT peer FROM overrides WHERE decision = 'block'").pluck().all() as string[],
    ),
  )
  const seen = countPresence(sql, { since, now, requestTimes, self })
  for (const key of seen.keys) tallyOf(key)
  peers.delete(self)
  return {
    days,
    identity: identityOf(sql),
    mode: settingOf(sql, 'trustMode') === JSON.stringify('paper') ? 'paper' : 'robust',
    peers: [...peers].map(([key, tally]) => peerCounts(key, tally)).sort(byRecord),
    ...seen.counts,
    requests: [...requestTimes.entries()].filter(([key]) => key !== self).map(([, list]) => list.length),
    receipts,
    decided: decided(sql),
  }

  function peerCounts(key: string, { outcomes }: Tally): PeerCounts {
    const list = worst.get(key) ?? []
    const sum = (some: readonly Condemned[]): number => some.reduce((total, { marks }) => total + marks, 0)
    const good = list.filter(({ to, all, served }) => {
      const others = to.outcomes.length - all
      return others > 0 && (to.served - served) / others > 0.8
    })
    return {
      outcomes: Uint8Array.from(Float64Array.from(outcomes).sort(), (outcome) => outcome % 2),
      worst: sum(list),
      worstToGood: sum(good),
      excluded: excluded.has(key),
    }
  }
}

const condemned = (own: ReadonlyMap<Tally, Condemned>): Condemned[] =>
  [...own.values()].filter(({ marks }) => marks > 0)

/** An order that tells nothing about who is who. */
function byRecord(a: PeerCounts, b: PeerCounts): number {
  return b.outcomes.length - a.outcomes.length || b.worst - a.worst || Number(a.excluded) - Number(b.excluded)
}

const settingOf = (sql: Sqlite.Database, key: string): unknown =>
  sql.prepare('SELECT value FROM settings WHERE key = ?').pluck().get(key)

/** Permanent where all communities are by invitation; in an open one anybody may come back under a new key. */
function identityOf(sql: Sqlite.Database): ModelIdentity {
  const policies = sql.prepare("SELECT DISTINCT policy FROM communities WHERE state = 'member'").pluck().all()
  return policies.length > 0 && policies.every((policy) => policy === 'invitation') ? 'PI' : 'FI'
}

function decided(sql: Sqlite.Database): NetworkCounts['decided'] {
  const count = (standing: string): number =>
    sql.prepare('SELECT count(*) FROM standings WHERE standing = ?').pluck().get(standing) as number
  const bad = count('bad')
  return { total: bad + count('good'), bad }
}
