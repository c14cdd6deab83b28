import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import { expect, onTestFinished } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import type { Contract } from '../../../main/contract/contract.ts'
import { createRouter } from '../../../main/contract/serve.ts'
import type { ForecastView } from '../../../main/contract/simulator.ts'
import { simulatorHandlers } from '../../../main/simulator/handlers.ts'
import type { Database } from '../../../main/store/database.ts'
import { ExperimentsStore } from '../../../main/store/experiments-store.ts'
import { NetworkReader } from '../../../main/store/network/network-reader.ts'
import { smallHandlers } from '../../contract/small-handlers.ts'
import { keyOf, SELF } from './own-database.ts'

type NetworkClient = ContractRouterClient<Contract>['simulator']['mine']

/** The contract's procedures on a database, as a page calls them. */
export function clientOf(database: Database): NetworkClient {
  const simulator = simulatorHandlers({
    store: new ExperimentsStore(database),
    network: new NetworkReader(database.path, systemClock),
    clock: systemClock,
    version: '9.9.9',
  })
  onTestFinished(() => simulator.close())
  const handlers = { ...smallHandlers().handlers, simulator: simulator.handlers }
  return (createRouterClient(createRouter(handlers), {}) as unknown as ContractRouterClient<Contract>).simulator.mine
}

/** A small forecast. */
export const request = { days: 30, replications: 4, seed: 1, whatIf: {} }

/** The last view of a stream. */
export async function lastOf(stream: AsyncIterable<ForecastView>): Promise<ForecastView> {
  let last: ForecastView | undefined
  for await (const view of stream) last = view
  return last as ForecastView
}

/** No key, no start of a key and no name of a peer. */
export function expectAnonymous(answer: unknown, peers: number): void {
  const text = JSON.stringify(answer)
  expect(text.length).toBeGreaterThan(100)
  for (const secret of [SELF, 'a name', ...Array.from({ length: peers }, (_, n) => keyOf(n))])
    expect(text.includes(secret)).toBe(false)
  expect(/[0-9a-f]{16}/i.test(text.replaceAll(/\d+\.\d+/g, ''))).toBe(false)
}
