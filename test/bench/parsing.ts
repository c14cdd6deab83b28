import { seededRandom } from '../../main/base/random.ts'
import { textOfMarkup } from '../../main/library/metadata/readers/plain-text.ts'
import { understand } from '../../main/search/query/parser.ts'
import { type BenchLine, limit, median, rate, seconds } from './lib/measure.ts'

const SEED = 12
const ROUNDS = 5
/** Time limit of parsing one text from another peer, ms: it blocks the thread. */
const SLOWEST_LIMIT_MS = 500
const PIECES = [
  ...['"', '(', ')', '-', 'OR', ' ', ':', 'size:', '>', '..', '10mb', 'artist:', '「', '」', 'type:', 'audio', 'a'],
  ...['|', '\\', '／', '：', 'year:', '\u202e', '/', '*', 'ば', 'root:', 'ff00ff00', 'trust:', '%', 'NOT', ',', 'ﬀ'],
]
const TAG = '<script>'
const TEXT_LIMIT = 100

/** Options: `--texts` to parse (100,000), `--tags` of the markup (200,000). */
interface Options {
  texts?: number
  tags?: number
}

/**
 * Parsers of input from other peers, against the shortest regular expression over the same input, which only tokenises:
 * hostile queries (texts/s), with the slowest one beside its limit, and HTML of unclosed tags (MB/s). Medians.
 */
export default async function* run({ texts = 100_000, tags = 200_000 }: Options = {}): AsyncGenerator<BenchLine> {
  const random = seededRandom(SEED)
  const queries = Array.from({ length: texts }, () =>
    Array.from({ length: random.int(24) }, () => PIECES[random.int(PIECES.length)]).join(''),
  )
  const query = await race(
    () => queries.forEach((text) => understand(text)),
    () => queries.forEach((text) => text.match(/"[^"]*"|\S+/g)),
  )
  yield rate('parsing, hostile queries', texts / query.ours, texts / query.reference, 'texts/s')
  let slowest = 0
  for (const text of queries) {
    const start = performance.now()
    understand(text)
    slowest = Math.max(slowest, performance.now() - start)
  }
  yield limit('parsing, the slowest query', slowest, SLOWEST_LIMIT_MS, 'ms')

  const markup = `${TAG.repeat(tags)}x`
  const html = await race(
    () => textOfMarkup(markup, TEXT_LIMIT),
    () => markup.replace(/<[^>]*>/g, ' ').slice(-TEXT_LIMIT),
  )
  const megabytes = markup.length / 1e6
  yield rate('parsing, HTML of open tags', megabytes / html.ours, megabytes / html.reference, 'MB/s')
}

/** Median seconds of both in alternating rounds, after a warm-up. */
async function race(ours: () => unknown, reference: () => unknown): Promise<{ ours: number; reference: number }> {
  const times = { ours: [] as number[], reference: [] as number[] }
  ours()
  reference()
  for (let round = 0; round < ROUNDS; round++) {
    times.reference.push(await seconds(reference))
    times.ours.push(await seconds(ours))
  }
  return { ours: median(times.ours), reference: median(times.reference) }
}
