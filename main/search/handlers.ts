import { HyobanError } from '../base/errors.ts'
import type { Clock } from '../base/clock.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { Search } from './search.ts'

/** Results are renewed at most this often. */
const INTERVAL_MS = 300

export interface SearchHandlersOptions {
  search: Search
  clock: Clock
  /** Calls back when index, trust, names or presence of peers may have changed; returns what stops it. */
  onChange: (changed: () => void) => () => void
}

const later = (): never => {
  throw new HyobanError('UNSUPPORTED', 'This part of search is being built.')
}

/** The contract's `search`. */
export function searchHandlers({ search, clock, onChange }: SearchHandlersOptions): Handlers['search'] {
  return {
    run: (query, { signal }) => live({ read: () => search.run(query), subscribe: onChange, clock, intervalMs: INTERVAL_MS }, signal),
    rows: later, why: later, details: later, check: later, help: later, browse: later, filesBelow: later,
    saved: { list: later, save: later, change: later, remove: later, found: later, markSeen: later, discard: later },
    history: { list: later, add: later, clear: later },
  }
}
