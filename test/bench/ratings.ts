import { seededRandom } from '../../main/base/random.ts'
import { Ledger } from '../../main/reputation/ledger.ts'
import { DEFAULT_PARAMETERS } from '../../main/reputation/parameters.ts'
import { emptyState, fold as foldPaper, type SubjectState } from '../../main/reputation/reputation.ts'
import type { Rating } from '../../main/reputation/rating.ts'
import { createView, fold, score } from '../../main/reputation/robust/robust.ts'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import { View } from '../../main/reputation/view.ts'
import type { Evidence } from '../../main/reputation/evidence.ts'
import { type BenchLine, rate } from './lib/measure.ts'
import { ingest } from './ratings-ingest.ts'
import { NEAR, START } from './ratings/log.ts'
import { bareRings, bareTable, type Columns, plainMaps } from './yardstick/ratings.ts'

const ROUNDS = 9

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

/** Minimum processor time in seconds of each function over interleaved rounds, since the machine is shared. */
function fastest(rounds: (() => number)[]): number[] {
  const best = rounds.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, run] of rounds.entries()) {
      ;(globalThis as { gc?: () => void }).gc?.()
      const start = process.cpuUsage()
      const check = run()
      const used = process.cpuUsage(start)
      const seconds = (used.user + used.system) / 1e6
      if (!Number.isFinite(check)) throw new Error('a fold returned no finite number')
      best[i] = Math.min(best[i] as number, seconds)
    }
  }
  return best
}

/** Kept alive as in the app: without an instance, garbage collection between rounds discards the compiled code. */
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

/** Ratings as the paper's formula takes them: without receipts. */
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

/** Ratings as a node passes them: hex keys and receipts. */
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

function paperFold(list: readonly Rating[]): number {
  const states = new Map<string, SubjectState>()
  for (const rating of list) {
    let state = states.get(rating.subject)
    if (!state) states.set(rating.subject, (state = emptyState(DEFAULT_PARAMETERS)))
    foldPaper(state, rating, DEFAULT_PARAMETERS)
  }
  return states.size
}

function line(name: string, count: number, [ours, reference]: number[]): BenchLine {
  return rate(name, count / (ours as number), count / (reference as number), 'ratings/s')
}

async function* ingestLine(peers: number, wanted: number): AsyncGenerator<BenchLine> {
  const { count, ours, reference, signatures, hashing, prepared, load } = await ingest(peers, wanted)
  yield line('ratings-ingest', count, [ours / 1000, reference / 1000])
  const share = (part: number): string => `${((100 * part) / ours).toFixed(1)} %`
  const rest = ours - signatures - hashing
  const microseconds = (ms: number): string => `${((1000 * ms) / count).toFixed(1)} µs`
  console.error(
    `${count} ratings of ${peers} peers: prepared in ${(prepared / 1000).toFixed(0)} s, read in ` +
      `${(ours / 1000).toFixed(1)} s: signatures ${share(signatures)}, hashing ${share(hashing)}, the rest ` +
      `${share(rest)} (${microseconds(rest)} a rating; plain inserts ${microseconds(reference)}); ` +
      `load ${load.toFixed(2)}`,
  )
}

/**
 * The pure folds, without verification and store, over 1,000,000 ratings of 10,000 peers:
 * - fold-robust: ledger and view (order, corrections, similarity, flow) against a bare table of pairs in typed arrays;
 * - fold-live: the same from hex keys and receipts, against plain maps;
 * - fold-paper: the paper's states against bare rings in typed arrays, from the same objects.
 * Then ratings-ingest: signed logs through verification, store and decisions, against plain inserts of the same rows.
 * `--count 1000000` takes five to nine minutes, mostly Ed25519; the default is 100,000. Options: `--peers`, `--ratings`
 * of the folds, `--count` of the ingest (0 omits it), `--only ingest`.
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
  // Printed only: there is no reference to compare with.
  console.error(`score of one peer in one view: ${Math.round(((scores[0] as number) / 2_000) * 1e9) / 1000} µs`)
}
