import type { Problem } from '../contract/base.ts'
import type { Download } from './download.ts'

const moving = ({ row }: Download): boolean => row.state === 'waiting' || row.state === 'active' || row.state === 'verifying'

/** Takes `peer` out of every download, and pauses those that have no other source; `still`: asked when one has come to rest, false: let in again meanwhile. */
export function suspendPeer(downloads: Iterable<Download>, peer: string, problem: Problem, still: () => boolean, goOn: () => void): void {
  for (const download of downloads) {
    if (download.has(peer) && (download.row.peer !== peer || download.hasOther(peer))) {
      download.block(peer, problem)
      continue
    }
    if (download.row.peer !== peer || !moving(download)) continue
    void download.halt().then(() => {
      if (moving(download)) download.set({ state: 'paused', problem })
      if (!still()) goOn()
    })
  }
}

/** What stood still because one of us excluded the other goes on. */
export function readmitPeer(downloads: Iterable<Download>, peer: string, by: 'you' | 'peer'): void {
  for (const download of downloads) {
    const { row } = download
    download.unblock(peer)
    if (row.peer === peer && row.state === 'paused' && row.problem?.code === 'EXCLUDED' && row.problem.details.by === by) download.set({ state: 'waiting', problem: null })
  }
}
