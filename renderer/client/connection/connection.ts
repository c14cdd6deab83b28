import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../../main/contract/contract.ts'
import type { ConnectionStatus } from './connection-store.ts'

/** The typed client of the node's contract. */
export type Client = ContractRouterClient<Contract>

export type ConnectionState = 'connecting' | 'open' | 'lost'

/** A client and the state of the connection below it. */
export interface NodeConnection {
  client: Client
  state: () => ConnectionState
  /** The state with the reason why the connection is lost. */
  status: () => ConnectionStatus
  /** Calls `changed` on each change of state; returns a function that unsubscribes. */
  subscribe: (changed: () => void) => () => void
  /** Reconnects at once instead of waiting for the next automatic attempt. */
  retry: () => void
}
