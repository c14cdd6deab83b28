import { useState } from 'react'
import type { Transfer } from '../../../../main/contract/transfers.ts'

/** States announced to screen readers: finished transfers have notices, and running ones the totals. */
const ANNOUNCED_STATES = new Set<Transfer['state']>(['failed', 'paused'])

/** State of each transfer by id. */
export type StatesById = ReadonlyMap<string, Transfer['state']>

export const statesOf = (transfers: readonly Transfer[]): StatesById =>
  new Map(transfers.map(({ id, state }) => [id, state]))

/** Transfers that failed or were paused since `before`; transfers new in the list do not count. */
export function newlyStopped(before: StatesById, transfers: readonly Transfer[]): Transfer[] {
  return transfers.filter(({ id, state }) => ANNOUNCED_STATES.has(state) && before.has(id) && before.get(id) !== state)
}

/** The text of `describe` for the latest change, for a live region. */
export function useStateAnnouncement(
  transfers: readonly Transfer[] | undefined,
  describe: (changed: readonly Transfer[]) => string,
): string {
  const [known, setKnown] = useState<{ of: readonly Transfer[] | undefined; states: StatesById; text: string }>({
    of: undefined,
    states: new Map(),
    text: '',
  })
  if (transfers === undefined || transfers === known.of) return known.text
  const changed = newlyStopped(known.states, transfers)
  const text = changed.length > 0 ? describe(changed) : known.text
  setKnown({ of: transfers, states: statesOf(transfers), text })
  return text
}
