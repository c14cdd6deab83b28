import type Sqlite from 'better-sqlite3'
import type { NetworkCounts } from '../../simulator/mine/counts.ts'

const DAY_MS = 86_400_000
/** A shorter gap is no end of a session, in ms; see peers/sightings.ts. */
const GAP_MS = 10 * 60_000

interface Session {
  peer: string
  from: number
  until: number
}

/** Intervals in which at least one peer was seen: this node was there. */
function presentTimes(sessions: readonly Session[]): { from: number; until: number }[] {
  const times: { from: number; until: number }[] = []
  for (const { from, until } of sessions) {
    const last = times.at(-1)
    if (last && from - last.until < GAP_MS) last.until = Math.max(last.until, until)
    else times.push({ from, until })
  }
  return times
}

/** Whether a time is in one of the sorted intervals. */
function isWithin(intervals: readonly { from: number; until: number }[], time: number): boolean {
  let [low, high] = [0, intervals.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((intervals[middle]?.from ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return time <= (intervals[low - 1]?.until ?? -Infinity)
}

/** Who was seen when, and requests and joins of the same peers while this node was there. */
export function countPresence(
  sql: Sqlite.Database,
  {
    since,
    now,
    requestTimes,
    self,
  }: { since: number; now: number; requestTimes: ReadonlyMap<string, readonly number[]>; self: string },
): { keys: Set<string>; counts: Pick<NetworkCounts, 'daysSeen' | 'halves' | 'presence'> } {
  const sessions = sql
    .prepare('SELECT peer, "from", until FROM sightings WHERE until > ? AND "from" <= ? ORDER BY "from"')
    .all(since, now) as Session[]
  const met = new Map(
    (sql.prepare('SELECT key, firstSeen FROM peers').raw().all() as [string, number][]).map(([key, time]) => [
      key,
      time,
    ]),
  )
  const present = presentTimes(sessions)
  const days = new Map<string, Set<number>>()
  const lastOf = new Map<string, number>()
  const half = since + (now - since) / 2
  let [joins, known, requests] = [0, 0, 0]
  let place = 0
  for (const { peer, from, until } of sessions) {
    const seen = days.get(peer) ?? new Set()
    days.set(peer, seen)
    for (let day = Math.floor(Math.max(from, since) / DAY_MS); day <= Math.floor(Math.min(until, now) / DAY_MS); day++)
      seen.add(day)
    while ((present[place]?.until ?? Infinity) < from) place++
    const last = lastOf.get(peer)
    lastOf.set(peer, Math.max(last ?? 0, until))
    const isLog = requestTimes.has(peer)
    // those that were there before this node did not join now
    const isJoin = isLog && from >= since && from - (present[place]?.from ?? from) >= GAP_MS
    if (!isJoin || (last !== undefined && from - last < GAP_MS)) continue
    joins++
    if (last !== undefined || (met.get(peer) ?? from) < from - GAP_MS) known++
  }
  let followed = 0
  for (const [peer, times] of requestTimes) {
    if (peer === self || !days.has(peer)) continue
    followed++
    for (const time of times) if (isWithin(present, time)) requests++
  }
  const daysSeen: number[] = []
  const middle = Math.floor(half / DAY_MS)
  const halves = { first: 0, second: 0, both: 0 }
  for (const seen of days.values()) {
    for (let count = daysSeen.length; count < seen.size; count++) daysSeen.push(0)
    daysSeen[seen.size - 1] = (daysSeen[seen.size - 1] ?? 0) + 1
    const list = [...seen]
    const [first, second] = [list.some((day) => day < middle), list.some((day) => day >= middle)]
    halves.first += Number(first)
    halves.second += Number(second)
    halves.both += Number(first && second)
  }
  return {
    keys: new Set(days.keys()),
    counts: {
      daysSeen,
      halves,
      presence: { peers: followed, joins, known, requests, hasSightings: sessions.length > 0 },
    },
  }
}
