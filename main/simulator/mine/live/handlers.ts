import type { Clock } from '../../../base/clock.ts'
import { HyobanError } from '../../../base/errors.ts'
import type { Handlers } from '../../../contract/handlers.ts'
import { Laboratory } from '../../laboratory.ts'
import type { SharedPools } from '../../pools.ts'
import { forecastCsv, networkDocument } from '../document.ts'
import { missingText } from '../explain.ts'
import { ForecastResults, forecastView, startForecast } from './forecast-results.ts'
import { NetworkEstimator } from './network-estimator.ts'
import type { NetworkSource } from './network-source.ts'
import { networkView } from './network-view.ts'

interface NetworkHandlersOptions {
  source: NetworkSource
  pools: SharedPools
  clock: Clock
  version: string
}

/** The contract's `simulator.mine` group. */
export function networkHandlers({
  source,
  pools,
  clock,
  version,
}: NetworkHandlersOptions): Handlers['simulator']['mine'] {
  const estimator = new NetworkEstimator(source, clock)
  const laboratory = new Laboratory({ start: startForecast, view: forecastView }, { pools, clock, version })
  return {
    estimates: async ({ days, seed, fresh }, { signal }) =>
      networkView(await estimator.estimates(days, seed, { signal, fresh })),
    run: async function* ({ run, ...input }, { signal }) {
      const network = await estimator.estimates(input.days, input.seed, { signal, fresh: false })
      const { missing } = network.found
      if (missing.length > 0)
        throw new HyobanError(
          'BAD_INPUT',
          `Too little is known for a forecast: ${missing.map(missingText).join('; ')}.`,
          {
            hint: 'Let the node run for some days, or look further back.',
          },
        )
      const plan = await estimator.plan(network, input, signal)
      yield* laboratory.run(run, new ForecastResults(input, network, plan), null, signal)
    },
    pause: ({ run }) => laboratory.pause(run),
    resume: ({ run }) => laboratory.resume(run),
    export: ({ run, format }) => {
      const results = laboratory.results(run)
      const { forecast, input, network } = results
      const name = `hyoban-mine-seed${input.seed}-${input.replications}x.${format}`
      if (!forecast)
        throw new HyobanError('NOT_FOUND', 'This forecast has no results yet.', { hint: 'Wait for its first runs.' })
      return format === 'csv'
        ? { name, type: 'text/csv', text: forecastCsv(forecast) }
        : { name, type: 'application/json', text: `${JSON.stringify(networkDocument(network.found, forecast))}\n` }
    },
    health: async ({ days }, { signal }) => ({ days, ...(await estimator.health(days, signal)) }),
  }
}
