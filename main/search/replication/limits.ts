import type { Subscribable } from '../../base/emitter.ts'
import type { Settings } from '../../contract/node.ts'

type LimitSettings = Pick<Settings, 'catalogueEntries' | 'catalogueMegabytes' | 'cataloguePeerEntries'>

/** Limits that the user sets: entries and bytes of all catalogues together, entries of one peer. */
export interface Limits {
  entries: number
  bytes: number
  peerEntries: number
}

/** The user's settings for replication. */
export interface ReplicationSettings {
  readonly values: LimitSettings
  readonly events: Subscribable<{ change: { before: LimitSettings; after: LimitSettings } }>
}

/** The settings as limits in entries and bytes. */
export function replicationLimits({
  catalogueEntries,
  catalogueMegabytes,
  cataloguePeerEntries,
}: LimitSettings): Limits {
  return { entries: catalogueEntries, bytes: catalogueMegabytes * 1_000_000, peerEntries: cataloguePeerEntries }
}

/** True if both set the same limits. */
export function sameLimits(a: LimitSettings, b: LimitSettings): boolean {
  return (
    a.catalogueEntries === b.catalogueEntries &&
    a.catalogueMegabytes === b.catalogueMegabytes &&
    a.cataloguePeerEntries === b.cataloguePeerEntries
  )
}
