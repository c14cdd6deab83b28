import { useState } from 'react'
import type { Transfer } from '../../../main/contract/transfers.ts'

/**
 * States worth hearing of when nobody pressed anything: an end is told by the notices, and what runs tells itself by
 * its sum.
 */
const TOLD = new Set<Transfer['state']>(['failed', 'paused'])

/** The states of all transfers by their ids. */
export type States = ReadonlyMap<string, Transfer['state']>

export const statesOf = (transfers: readonly Transfer[]): States =>
  new Map(transfers.map(({ id, state }) => [id, state]))

/** The transfers that have failed or been paused since `before`; what is new in the list is no change. */
export function turned(before: States, transfers: readonly Transfer[]): Transfer[] {
  return transfers.filter(({ id, state }) => TOLD.has(state) && before.has(id) && before.get(id) !== state)
}

/**
 * What `tell` says of the transfers that changed last; for a live region, so that a screen reader hears what others
 * see.
 */
export function useTurned(
  transfers: readonly Transfer[] | undefined,
  tell: (changed: readonly Transfer[]) => string,
): string {
  const [known, setKnown] = useState<{ of: readonly Transfer[] | undefined; states: States; said: string }>({
    of: undefined,
    states: new Map(),
    said: '',
  })
  if (transfers === undefined || transfers === known.of) return known.said
  const changed = turned(known.states, transfers)
  const said = changed.length > 0 ? tell(changed) : known.said
  setKnown({ of: transfers, states: statesOf(transfers), said })
  return said
}
