import { useState } from 'react'
import type { Transfer } from '../../../../main/contract/transfers.ts'

/**
 * StatesById worth hearing of when nobody pressed anything: an end is told by the notices, and what runs tells itself by
 * its sum.
 */
const ANNOUNCED_STATES = new Set<Transfer['state']>(['failed', 'paused'])

/** The states of all transfers by their ids. */
export type StatesById = ReadonlyMap<string, Transfer['state']>

export const statesOf = (transfers: readonly Transfer[]): StatesById =>
  new Map(transfers.map(({ id, state }) => [id, state]))

/** The transfers that have failed or been paused since `before`; what is new in the list is no change. */
export function newlyStopped(before: StatesById, transfers: readonly Transfer[]): Transfer[] {
  return transfers.filter(({ id, state }) => ANNOUNCED_STATES.has(state) && before.has(id) && before.get(id) !== state)
}

/**
 * What `tell` says of the transfers that changed last; for a live region, so that a screen reader hears what others
 * see.
 */
export function useStateAnnouncement(
  transfers: readonly Transfer[] | undefined,
  tell: (changed: readonly Transfer[]) => string,
): string {
  const [known, setKnown] = useState<{ of: readonly Transfer[] | undefined; states: StatesById; said: string }>({
    of: undefined,
    states: new Map(),
    said: '',
  })
  if (transfers === undefined || transfers === known.of) return known.said
  const changed = newlyStopped(known.states, transfers)
  const said = changed.length > 0 ? tell(changed) : known.said
  setKnown({ of: transfers, states: statesOf(transfers), said })
  return said
}
