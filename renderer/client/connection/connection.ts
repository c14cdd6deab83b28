import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../../main/contract/contract.ts'

/** The contract as seen from the page. */
export type Client = ContractRouterClient<Contract>

export type ConnectionState = 'connecting' | 'open' | 'lost'

/** A client and the state of the wire below it; what the provider needs of a transport. */
export interface Connection {
  client: Client
  state: () => ConnectionState
  /** Calls back on each change of state; returns a function that stops it. */
  subscribe: (changed: () => void) => () => void
  /** Tries again at once instead of waiting for the next automatic attempt. */
  retry: () => void
}
