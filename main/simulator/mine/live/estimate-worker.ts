import { seededRandom } from '../../../base/random.ts'
import { serveJobs } from '../../../base/worker-messages.ts'
import type { HealthPart } from '../../../contract/simulator.ts'
import type { NetworkCounts } from '../counts.ts'
import { estimate, type Estimates } from '../estimate.ts'
import { planForecast, type ForecastPlan, type ForecastRequest } from '../forecast.ts'
import { healthOf } from './health.ts'
import type { NetworkPart } from './network-source.ts'

/** What takes seconds for a large network, and must not hold up the node. */
export type EstimateJob =
  | { kind: 'estimate'; counts: NetworkCounts; seed: number }
  | { kind: 'plan'; counts: NetworkCounts; found: Estimates; request: ForecastRequest }
  | { kind: 'health'; parts: NetworkPart[] }

serveJobs<EstimateJob, Estimates | ForecastPlan | HealthPart[]>((job) => {
  if (job.kind === 'estimate') return { reply: estimate(job.counts, seededRandom(job.seed)) }
  if (job.kind === 'plan') return { reply: planForecast(job.counts, job.found, job.request) }
  return { reply: healthOf(job.parts) }
})
