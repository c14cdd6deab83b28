import { useSyncExternalStore } from 'react'
import type { LabRunView } from '../../../../main/contract/simulator.ts'
import type { RunState } from '../experiment/runner.ts'
import type { FigureLine } from './bench-store.ts'

/** The states of all lines' runs, in order; the same array until one of them changes. */
export function useRuns(lines: readonly FigureLine[]): RunState<LabRunView>[] {
  const key = useSyncExternalStore(
    (changed) => {
      const off = lines.map(({ runner }) => runner.subscribe(changed))
      return () => off.forEach((stop) => stop())
    },
    () => stampOf(lines),
  )
  void key
  return lines.map(({ runner }) => runner.get())
}

const seen = new WeakMap<object, number>()
let last = 0

/** A text that changes with any state: each state is an object of its own. */
function stampOf(lines: readonly FigureLine[]): string {
  return lines
    .map(({ runner }) => {
      const state = runner.get()
      let number = seen.get(state)
      if (number === undefined) seen.set(state, (number = ++last))
      return number
    })
    .join(' ')
}
