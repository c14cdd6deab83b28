import type { TransferRow } from '../ports.ts'
import * as problems from '../problems.ts'
import { mayPass } from './retry.ts'
import type { DownloadSource } from './sources/source.ts'
import type { SwarmEnd } from './swarm.ts'

/** State and problem of a row after a run; null if the caller decides, as the run completed or was stopped. */
export function endOf(
  end: SwarmEnd,
  sources: readonly DownloadSource[],
  folder: string,
): Pick<TransferRow, 'state' | 'problem'> | null {
  if (end.kind === 'stopped' || end.kind === 'whole') return null
  if (end.kind === 'disk') return { state: 'paused', problem: problems.diskProblem(end.error, folder) }
  const waiting = sources.filter(({ dropped }) => dropped === null)
  // A source that will be asked again soon is more informative than one that is offline.
  const busy = waiting.find(({ notBefore }) => notBefore > 0) ?? waiting[0]
  if (busy)
    return { state: 'waiting', problem: busy.notBefore > 0 ? busy.problem : (busy.problem ?? problems.peerLeft()) }
  const excluded = sources.find(({ dropped }) => dropped === 'paused')
  if (excluded) return { state: 'paused', problem: excluded.problem }
  // A source that may serve later outweighs one that lied: the download is retried.
  const passing = sources.find(({ problem }) => mayPass(problem))
  return { state: 'failed', problem: (passing ?? sources[0])?.problem ?? null }
}
