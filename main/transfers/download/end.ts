import type { Source } from './source.ts'
import type { SwarmEnd } from './swarm.ts'
import type { TransferRow } from '../ports.ts'
import * as problems from '../problems.ts'
import { mayPass } from './retry.ts'

/** What the end of a run means for its row; null if somebody else says that: it is whole, or was stopped. */
export function endOf(
  end: SwarmEnd,
  sources: readonly Source[],
  folder: string,
): Pick<TransferRow, 'state' | 'problem'> | null {
  if (end.kind === 'stopped' || end.kind === 'whole') return null
  if (end.kind === 'disk') return { state: 'paused', problem: problems.diskProblem(end.error, folder) }
  const waiting = sources.filter(({ dropped }) => dropped === null)
  // a peer that is to be asked again soon says more than one that is away
  const busy = waiting.find(({ notBefore }) => notBefore > 0) ?? waiting[0]
  if (busy)
    return { state: 'waiting', problem: busy.notBefore > 0 ? busy.problem : (busy.problem ?? problems.peerLeft()) }
  const shut = sources.find(({ dropped }) => dropped === 'paused')
  if (shut) return { state: 'paused', problem: shut.problem }
  // one that may serve later says more than one that lied: then it is tried again by itself
  const passing = sources.find(({ problem }) => mayPass(problem))
  return { state: 'failed', problem: (passing ?? sources[0])?.problem ?? null }
}
