import type { Problem } from '../../contract/base.ts'
import type { Download } from './download.ts'
import * as problems from '../problems.ts'

/**
 * Takes `peer` out of every download, and pauses those that have no other source; `still`: asked when one has come to
 * rest, false: let in again meanwhile.
 */
export function suspendPeer(
  downloads: Iterable<Download>,
  peer: string,
  problem: Problem,
  still: () => boolean,
  goOn: () => void,
): void {
  for (const download of downloads) {
    if (!download.has(peer)) continue
    download.block(peer, problem)
    if (download.hasOther(peer) || !download.unfinished) continue
    void download
      .halt(() => download.unfinished && download.set({ state: 'paused', problem }))
      .then(() => {
        if (!still()) goOn()
      })
  }
}

/** What stood still because one of us excluded the other goes on. */
export function readmitPeer(downloads: Iterable<Download>, peer: string, by: 'you' | 'peer'): void {
  for (const download of downloads) {
    const { row } = download
    if (!download.has(peer)) continue
    download.unblock(peer)
    if (row.state === 'paused' && row.problem?.code === 'EXCLUDED' && row.problem.details.by === by)
      download.set({ state: 'waiting', problem: null })
  }
}

/**
 * What waits says for whom, and not any more when that one is here and only a slot is wanted; `shutOutBy`: why a peer
 * excludes me, null if it does not;
 * `excludes`: I exclude it. A download whose failure was what excluded its source would wait for a peer that is not let
 * in.
 */
export function sayWhyTheyWait(
  downloads: Iterable<Download>,
  shutOutBy: (peer: string) => string | null,
  excludes: (peer: string) => boolean,
): void {
  for (const download of downloads) {
    const { row } = download
    if (row.state !== 'waiting' || download.running) continue
    if (row.problem?.code === 'PEER_LEFT' && download.willing) download.set({ problem: null })
    if (download.online) continue
    const reason = shutOutBy(row.peer)
    if (download.all(excludes)) download.set({ state: 'paused', problem: problems.excludedByYou(row.peer) })
    else if (reason !== null) download.set({ state: 'paused', problem: problems.excludedByPeer(reason) })
    else if (!row.problem) download.set({ problem: problems.peerLeft() })
  }
}
