import type { Random } from '../../base/random.ts'
import { clopperPearson, type Estimate } from './beta.ts'
import type { NetworkCounts, PeerCounts } from './counts.ts'
import { drawPopulation, type Population } from './population.ts'
import { between, bootstrapMeans, mean } from './sampling.ts'

/**
 * d of the model: a transaction has two draws of a leaving peer and two requests, so d = joins / requests. The interval
 * is that of joins / (joins + requests), mapped by p / (1 - p). At most 1.
 */
export function turnover({ joins, requests }: NetworkCounts['presence']): Estimate {
  const { value, low, high } = clopperPearson(joins, joins + requests)
  const mapped = (p: number): number => (p >= 1 ? 1 : Math.min(1, p / (1 - p)))
  return { value: mapped(value), low: mapped(low), high: mapped(high) }
}

/** Share of joins by users that were there before; no top where keys are free, as an old user may have a new one. */
export function returning({ known, joins }: NetworkCounts['presence'], identity: NetworkCounts['identity']): Estimate {
  const share = clopperPearson(known, joins)
  return identity === 'PI' ? share : { ...share, high: 1 }
}

/**
 * x of the model: the share of requests served; the interval resamples providers. In the model a request goes to any
 * participant alike, so that requests are the fair votes: with one vote a provider, users who come back under new names
 * would have many.
 */
export function contribution(peers: readonly PeerCounts[], random: Random): Estimate {
  const asked = peers.filter(({ outcomes }) => outcomes.length > 0)
  const counts = asked.map(({ outcomes }) => outcomes.length)
  const served = asked.map(({ outcomes }) => outcomes.reduce((a, b) => a + b, 0))
  const draws = Array.from({ length: asked.length === 0 ? 0 : 1000 }, () => {
    let [hits, all] = [0, 0]
    for (let i = 0; i < asked.length; i++) {
      const at = random.int(asked.length)
      hits += served[at] as number
      all += counts[at] as number
    }
    return hits / all
  })
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
  return between(sum(served) / sum(counts), draws)
}

/** Transactions a day: requests made a day by peers whose logs are read, times N / 2. */
export function transactionsADay(counts: NetworkCounts, peers: Population, random: Random): Estimate {
  const rates = counts.requests.map((requests) => requests / counts.days)
  const draws = bootstrapMeans(random, rates).map((rate) => (rate * drawPopulation(peers, random)) / 2)
  return between((mean(rates) * peers.value) / 2, draws)
}
