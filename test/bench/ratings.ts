import { seededRandom } from '../../main/base/random.ts'
import { Ledger } from '../../main/reputation/ledger.ts'
import { SCORE_STEPS } from '../../main/reputation/paper/state.ts'
import { DEFAULT_PARAMETERS } from '../../main/reputation/parameters.ts'
import { emptyState, fold as foldPaper, type SubjectState } from '../../main/reputation/reputation.ts'
import type { Rating } from '../../main/reputation/rating.ts'
import { createView, fold, score } from '../../main/reputation/robust/robust.ts'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import { View } from '../../main/reputation/view.ts'
import type { Evidence } from '../../main/reputation/evidence.ts'
import { ingest } from './ratings-ingest.ts'
import { NEAR, START } from './ratings-log.ts'

/** One result line of a benchmark: ours and its reference, measured in one run. */
interface BenchLine {
  name: string
  ours: number
  reference: number
  ratio: number
  unit: string
}

const ROUNDS = 9

/** Ratings as columns: a peer rates peers near it, as in a community where people meet again. */
interface Columns {
  peers: number
  rater: Int32Array
  subject: Int32Array
  score: Float64Array
  time: Float64Array
}

function columnsOf(peers: number, count: number): Columns {
  const random = seededRandom(9)
  const columns = {
    peers,
    rater: new Int32Array(count),
    subject: new Int32Array(count),
    score: new Float64Array(count),
    time: new Float64Array(count),
  }
  for (let i = 0; i < count; i++) {
    const rater = random.int(peers)
    columns.rater[i] = rater
    columns.subject[i] = (rater + 1 + random.int(NEAR)) % peers
    columns.score[i] = random.next() < 0.9 ? 1 : 0
    columns.time[i] = START + i
  }
  return columns
}

/** Seconds of processor time of the fastest of some rounds, taken in turn: others work on this machine too. */
function fastest(rounds: (() => number)[]): number[] {
  const best = rounds.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, run] of rounds.entries()) {
      ;(globalThis as { gc?: () => void }).gc?.()
      const start = process.cpuUsage()
      const check = run()
      const used = process.cpuUsage(start)
      const seconds = (used.user + used.system) / 1e6
      if (!Number.isFinite(check)) throw new Error('a yardstick lost count')
      best[i] = Math.min(best[i] as number, seconds)
    }
  }
  return best
}

/**
 * The yardstick of the robust fold, the least that its formula needs of a rating, in typed arrays: look the pair up by
 * hash, chain the rating to
 * it (score, time, place in the log: corrections need them), add up its count and sum, keep its newest time. It keeps
 * no raters of a subject in order, knows no
 * corrections, receipts or half receipts, and has no view of anybody: no similarity, no flow.
 */
function bareTable({ rater, subject, score: scores, time }: Columns): number {
  let mask = 255
  let slots = new Int32Array(mask + 1).fill(-1)
  let from = new Int32Array(64)
  let to = new Int32Array(64)
  let count = new Int32Array(64)
  let sum = new Float64Array(64)
  let newest = new Float64Array(64)
  let last = new Int32Array(64)
  let value = new Int32Array(256)
  let when = new Float64Array(256)
  let seq = new Float64Array(256)
  let before = new Int32Array(256)
  let pairs = 0
  const place = (a: number, b: number): number => {
    let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
    return (h ^ (h >>> 13)) & mask
  }
  const larger = <T extends Int32Array | Float64Array>(array: T): T => {
    const next = new (array.constructor as new (n: number) => T)(array.length * 2)
    next.set(array as never)
    return next
  }
  for (let i = 0; i < rater.length; i++) {
    const a = rater[i] as number
    const b = subject[i] as number
    let at = place(a, b)
    let pair = slots[at] as number
    while (pair >= 0 && (from[pair] !== a || to[pair] !== b)) {
      at = (at + 1) & mask
      pair = slots[at] as number
    }
    if (pair < 0) {
      pair = pairs++
      if (pair >= from.length) {
        from = larger(from)
        to = larger(to)
        count = larger(count)
        sum = larger(sum)
        newest = larger(newest)
        last = larger(last)
      }
      last[pair] = -1
      from[pair] = a
      to[pair] = b
      slots[at] = pair
      if (pairs * 2 > slots.length) {
        mask = slots.length * 2 - 1
        slots = new Int32Array(mask + 1).fill(-1)
        for (let p = 0; p < pairs; p++) {
          let free = place(from[p] as number, to[p] as number)
          while ((slots[free] as number) >= 0) free = (free + 1) & mask
          slots[free] = p
        }
      }
    }
    if (i >= value.length) {
      value = larger(value)
      when = larger(when)
      seq = larger(seq)
      before = larger(before)
    }
    value[i] = Math.round((scores[i] as number) * SCORE_STEPS)
    when[i] = time[i] as number
    seq[i] = i
    before[i] = last[pair] as number
    last[pair] = i
    count[pair] = (count[pair] as number) + 1
    sum[pair] = (sum[pair] as number) + (value[i] as number)
    if ((time[i] as number) > (newest[pair] as number)) newest[pair] = time[i] as number
  }
  return sum.reduce((a, b) => a + b, 0)
}

/**
 * As in the app one of each lives on: without any, collecting garbage between rounds throws away the compiled code of
 * their classes, too.
 */
const alive = new View(new Ledger(), 0, ROBUST_DEFAULTS)

function ledgerFold({ peers, rater, subject, score: scores, time }: Columns, names: readonly string[]): number {
  const ledger = new Ledger()
  for (let i = 0; i < peers; i++) ledger.peer(names[i] as string)
  const view = new View(ledger, 0, ROBUST_DEFAULTS)
  for (let i = 0; i < rater.length; i++) {
    ledger.add(rater[i] as number, subject[i] as number, scores[i] as number, time[i] as number, i, 2)
    view.apply(ledger.change)
  }
  return ledger.ratings + alive.work
}

/**
 * The yardstick of the paper's fold, the least that its formula needs of a rating, from the same objects: look the
 * subject up, put the score into a
 * ring of the last ten, add up count and sum, in typed arrays. It checks nothing, keeps the order of arrival for that
 * of time, and knows neither raters nor reasons.
 */
function bareRings(list: readonly Rating[], peers: number): number {
  const window = DEFAULT_PARAMETERS.recentWindow
  const ids = new Map<string, number>()
  const count = new Int32Array(peers)
  const sum = new Float64Array(peers)
  const ring = new Float64Array(peers * window)
  for (const { subject, score: value } of list) {
    let s = ids.get(subject)
    if (s === undefined) ids.set(subject, (s = ids.size))
    ring[s * window + ((count[s] as number) % window)] = value
    count[s] = (count[s] as number) + 1
    sum[s] = (sum[s] as number) + value
  }
  return sum.reduce((a, b) => a + b, 0)
}

/** Ratings as the founding formula takes them: no receipts. */
function ratingsOf({ rater, subject, score: scores, time }: Columns, names: readonly string[]): Rating[] {
  return Array.from(rater, (from, i): Rating => ({
    rater: names[from] as string,
    subject: names[subject[i] as number] as string,
    seq: i,
    score: scores[i] as number,
    time: time[i] as number,
    reason: 'served',
  }))
}

/** Ratings a node would hand in: hex keys and receipts. */
function evidenceOf(
  { rater, subject, score: scores, time }: Columns,
  names: readonly string[],
  count: number,
): Evidence[] {
  return Array.from({ length: count }, (_, i): Evidence => ({
    rater: names[rater[i] as number] as string,
    subject: names[subject[i] as number] as string,
    seq: i,
    score: scores[i] as number,
    time: time[i] as number,
    reason: 'served',
    receipt: 'full',
    nonce: i.toString(16).padStart(64, '0'),
  }))
}

function liveFold(list: readonly Evidence[]): number {
  const trust = createView((list[0] as Evidence).rater)
  for (const rating of list) fold(trust, rating)
  return trust.ledger.ratings
}

/** What one would write down first: a map of maps of counts and sums, and a set of the receipts seen. */
function plainMaps(list: readonly Evidence[]): number {
  const subjects = new Map<string, Map<string, { count: number; sum: number; time: number }>>()
  const receipts = new Set<string>()
  for (const { rater, subject, score: value, time, nonce } of list) {
    const key = `${rater}/${subject}/${String(nonce)}`
    if (receipts.has(key)) continue
    receipts.add(key)
    let raters = subjects.get(subject)
    if (!raters) subjects.set(subject, (raters = new Map()))
    const pair = raters.get(rater)
    if (!pair) raters.set(rater, { count: 1, sum: value, time })
    else {
      pair.count++
      pair.sum += value
      if (time > pair.time) pair.time = time
    }
  }
  return receipts.size
}

function paperFold(list: readonly Rating[]): number {
  const states = new Map<string, SubjectState>()
  for (const rating of list) {
    let state = states.get(rating.subject)
    if (!state) states.set(rating.subject, (state = emptyState(DEFAULT_PARAMETERS)))
    foldPaper(state, rating, DEFAULT_PARAMETERS)
  }
  return states.size
}

function line(name: string, count: number, [ours, reference]: number[], unit = 'ratings/s'): BenchLine {
  const [a, b] = [count / (ours as number), count / (reference as number)]
  return { name, ours: Math.round(a), reference: Math.round(b), ratio: Number((a / b).toFixed(3)), unit }
}

async function* ingestLine(peers: number, wanted: number): AsyncGenerator<BenchLine> {
  const { count, ours, reference, signatures, hashing, prepared, load } = await ingest(peers, wanted)
  yield line('ratings-ingest', count, [ours / 1000, reference / 1000])
  const share = (part: number): string => `${((100 * part) / ours).toFixed(1)} %`
  const rest = ours - signatures - hashing
  console.error(
    `${count} ratings of ${peers} peers: prepared in ${(prepared / 1000).toFixed(0)} s, read in ${(ours / 1000).toFixed(1)} s: signatures ${share(signatures)}, ` +
      `hashing ${share(hashing)}, the rest ${share(rest)} (${((1000 * rest) / count).toFixed(1)} µs a rating; plain inserts ${((1000 * reference) / count).toFixed(1)} µs); load ${load.toFixed(2)}`,
  )
}

/**
 * First the pure fold, without verification and store: 1,000,000 ratings of 10,000 peers.
 * - fold-robust: ledger and view (order, corrections, similarity, flow) against a bare table of pairs in typed arrays;
 * - fold-paper: the paper's states against bare rings in typed arrays, from the same objects;
 * - fold-live: from hex keys and receipts, against plain maps.
 * Then ratings-ingest: prepared signed logs through verification, store and decisions, against plain inserts of the
 * same rows. --count 1000000
 * takes five to nine minutes by the load of the machine, most of it Ed25519, so that 100,000 are the default.
 * Options: --peers, --ratings (of the fold), --count (of the ingest; 0 leaves it out), --only ingest.
 */
export default async function* run(
  options: { peers?: number; ratings?: number; count?: number; only?: 'ingest' } = {},
): AsyncGenerator<BenchLine> {
  const peers = options.peers ?? 10_000
  const count = options.ratings ?? 1_000_000
  if (options.only !== 'ingest') yield* foldLines(peers, count)
  const read = options.count ?? 100_000
  if (read > 0) yield* ingestLine(peers, read)
}

function* foldLines(peers: number, count: number): Generator<BenchLine> {
  const columns = columnsOf(peers, count)
  const names = Array.from({ length: peers }, (_, i) => i.toString(16).padStart(64, '0'))
  yield line('fold-robust', count, fastest([() => ledgerFold(columns, names), () => bareTable(columns)]))
  const some = Math.min(count, 200_000)
  const list = evidenceOf(columns, names, some)
  yield line('fold-live', some, fastest([() => liveFold(list), () => plainMaps(list)]))
  const ratings = ratingsOf(columns, names)
  yield line('fold-paper', count, fastest([() => paperFold(ratings), () => bareRings(ratings, peers)]))
  const trust = createView(names[0] as string)
  for (const rating of list) fold(trust, rating)
  const scores = fastest([
    () => {
      let sum = 0
      for (let i = 0; i < 2_000; i++) sum += score(trust, names[1 + (i % NEAR)] as string).u ?? 0
      return sum
    },
  ])
  // no other program's number to hold it against: said, not judged
  console.error(`score of one peer in one view: ${Math.round(((scores[0] as number) / 2_000) * 1e9) / 1000} µs`)
}
