import { seededRandom } from '../../base/random.ts'
import type { NetworkCounts, PeerCounts } from './counts.ts'
import { Draws, WORD } from '../model/draws.ts'
import { GENEROSITY, KIND_MASK, PLACE, RECORD_SHIFT, SERVES, STATE } from '../model/peers.ts'
import { Run } from '../model/run.ts'
import { FALSE_EVALUATOR } from './classify.ts'
import type { ModelSettings } from '../model/settings.ts'

interface User {
  slot: number
  isFollowed: boolean
  outcomes: number[]
  served: number
  marks: { to: User; mark: 0 | 1; served: 0 | 1 }[]
  requests: number
  days: Set<number>
  kind: number
  isExcluded: boolean
}

/** A simulated network as one node would hold it. */
export interface SimulatedLedger {
  /** Peers that ever were there, known or not. */
  users: number
  counts: NetworkCounts
  /** Kinds of the peers of `counts`, and the mean x of the run. */
  kinds: number[]
  x: number
  run: Run
}

/** Days of a simulated ledger. */
export const DAYS = 30

/**
 * What one node would hold of a simulated network, if it followed the rating logs of a share `seen` of the peers. Each
 * of them is met on a day with the chance `met`.
 */
export function simulateLedger(
  settings: ModelSettings,
  seed: number,
  { seen = 0.3, met = 0.1, until = settings.transactions }: { seen?: number; met?: number; until?: number } = {},
): SimulatedLedger {
  const { N, identity } = settings
  const run = new Run(settings, seed)
  const draws = new Draws(seed, N, settings.turnover, settings.returning)
  const random = seededRandom(seed, 99)
  const users: User[] = []
  const arrive = (slot: number): User => {
    const user: User = {
      slot,
      isFollowed: random.next() < seen,
      outcomes: [],
      served: 0,
      marks: [],
      requests: 0,
      days: new Set(),
      kind: (run.peers.ints[(slot << RECORD_SHIFT) | STATE] as number) & KIND_MASK,
      isExcluded: false,
    }
    users.push(user)
    return user
  }
  const now = Array.from({ length: N }, (_, slot) => arrive(slot))
  let [joins, known] = [0, 0]
  let x = 0
  const { ints, participants } = run.peers
  const serves = (slot: number): 0 | 1 => {
    const p = slot << RECORD_SHIFT
    const kind = (ints[p | STATE] as number) & KIND_MASK
    const generous = ((ints[p | GENEROSITY] as number) >>> 0) * WORD * settings.maxGenerosity * run.x > 1
    const betrays = run.transaction >= settings.traitorFrom && run.transaction < settings.traitorTo
    return kind === 1 || (generous && (kind === 0 || (kind === 4 && !betrays))) ? 1 : 0
  }
  /** Whether the peer in a slot is excluded, by what is known before a new one takes it. */
  const mark = (slot: number): void => {
    const user = now[slot] as User
    user.isExcluded = (ints[(slot << RECORD_SHIFT) | PLACE] as number) < 0
  }
  for (let k = 0; k < until; k++) {
    draws.draw(1)
    const n = run.participants
    let pair: number[] = []
    if (n >= 2) {
      const i = Math.floor((draws.meetings[0] as number) * n * WORD)
      let j = Math.floor((draws.meetings[1] as number) * (n - 1) * WORD)
      if (j >= i) j++
      pair = [participants[i] as number, participants[j] as number]
      const done = pair.map(serves)
      pair.forEach((slot, at) => {
        const asker = now[slot] as User
        const provider = now[pair[1 - at] as number] as User
        const served = done[1 - at] as 0 | 1
        asker.requests++
        if (!asker.isFollowed) return
        provider.outcomes.push(served)
        provider.served += served
        asker.marks.push({ to: provider, mark: asker.kind === FALSE_EVALUATOR ? 0 : served, served })
      })
    }
    run.advance(1)
    if (run.participants < n) pair.forEach(mark)
    for (let event = 0; draws.turnoverAt[event] === 0; event++) {
      const slot = draws.turnoverSlot[event] as number
      const isServing = ((ints[(slot << RECORD_SHIFT) | STATE] as number) & SERVES) !== 0
      const isNew = draws.turnoverNew[event] === 1 || (identity === 'FI' && !isServing)
      if (isNew) now[slot] = arrive(slot)
      else mark(slot)
      if (!now[slot]?.isFollowed) continue
      joins++
      if (!isNew) known++
    }
    x += run.x
    if ((k + 1) % Math.max(1, Math.floor(until / DAYS)) === 0) {
      const day = Math.floor((k * DAYS) / until)
      for (const user of now) if (random.next() < met) user.days.add(day)
    }
  }
  return { ...countsOf(users, { settings, joins, known }), x: x / until, users: users.length, run }
}

/** Whether others were served by a peer in more than 80 % of the cases known, and how often `by` was not. */
function isGood(to: User, by: User): boolean {
  let [served, all] = [to.served, to.outcomes.length]
  for (const mark of by.marks) {
    if (mark.to !== to) continue
    served -= mark.served
    all--
  }
  return all > 0 && served / all > 0.8
}

function countsOf(
  users: readonly User[],
  { settings, joins, known }: { settings: ModelSettings; joins: number; known: number },
): Pick<SimulatedLedger, 'counts' | 'kinds'> {
  const listed = users.filter((user) => user.outcomes.length > 0 || user.days.size > 0 || user.isFollowed)
  const peers = listed.map((user): PeerCounts => {
    const worst = user.marks.filter(({ mark }) => mark === 0)
    const worstToGood = worst.filter(({ to }) => isGood(to, user)).length
    return { outcomes: Uint8Array.from(user.outcomes), worstToGood, worst: worst.length, excluded: user.isExcluded }
  })
  const followed = users.filter(({ isFollowed }) => isFollowed)
  const daysSeen: number[] = []
  for (const { days } of users) if (days.size > 0) daysSeen[days.size - 1] = (daysSeen[days.size - 1] ?? 0) + 1
  const inHalf = (half: number): User[] =>
    users.filter(({ days }) => [...days].some((day) => (day < DAYS / 2 ? 0 : 1) === half))
  const [first, second] = [inHalf(0), new Set(inHalf(1))]
  const requests = followed.map((user) => user.requests)
  return {
    kinds: listed.map(({ kind }) => kind),
    counts: {
      days: DAYS,
      identity: settings.identity,
      mode: 'paper',
      peers,
      daysSeen: Array.from(daysSeen, (count) => count ?? 0),
      halves: { first: first.length, second: second.size, both: first.filter((user) => second.has(user)).length },
      presence: {
        peers: followed.length,
        joins,
        known,
        requests: requests.reduce((a, b) => a + b, 0),
        hasSightings: true,
      },
      requests,
      receipts: users.reduce((sum, { served }) => sum + served, 0),
      decided: { total: 0, bad: 0 },
    },
  }
}
