import type { ModelIdentity } from '../model/settings.ts'

/** What is known of one peer; nothing says who it is. */
export interface PeerCounts {
  /** Requests to it in order of time: 1 served, 0 not. */
  outcomes: Uint8Array
  /** The worst marks that it gave, and those of them to peers by whom the others were served in over 80 % of cases. */
  worst: number
  worstToGood: number
  excluded: boolean
}

/** What leaves the database: counts only, peers in no order. */
export interface NetworkCounts {
  /** Length of the window, in days. */
  days: number
  identity: ModelIdentity
  mode: 'robust' | 'paper'
  peers: PeerCounts[]
  /** How many peers were seen on 1, 2, ... days. */
  daysSeen: number[]
  /** Peers seen in the first half of the window, in the second, and in both. */
  halves: { first: number; second: number; both: number }
  /** Joins and requests of the same peers while this node was there; `known` joins were by keys met before. */
  presence: { peers: number; joins: number; known: number; requests: number; hasSightings: boolean }
  /** Requests made by each peer whose log was read. */
  requests: number[]
  /** Receipts signed by both sides. */
  receipts: number
  /** Standings that are decided, and how many of them are bad. */
  decided: { total: number; bad: number }
}
