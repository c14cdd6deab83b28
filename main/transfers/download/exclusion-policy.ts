import type { Problem } from '../../contract/base.ts'
import type { PeerLink } from '../peer-link.ts'
import * as problems from '../problems.ts'
import type { QueueRunner } from '../queue/runner.ts'
import type { TransferTrust } from '../transfers-options.ts'
import type { Download } from './download.ts'

interface ExclusionPolicyOptions {
  downloads: ReadonlyMap<string, Download>
  runner: QueueRunner
  links: ReadonlyMap<string, PeerLink>
  trust: Pick<TransferTrust, 'policy' | 'exclusions'>
}

/** Applies exclusions by either side to downloads: the peer is blocked as a source, other sources continue. */
export class ExclusionPolicy {
  readonly #options: ExclusionPolicyOptions

  constructor(options: ExclusionPolicyOptions) {
    this.#options = options
  }

  /** True if the user excludes the peer. */
  excludes(peer: string): boolean {
    return this.#options.trust.policy?.refusal(peer) === 'excluded'
  }

  /** The user excludes this peer: nothing more is fetched from it or sent to it. */
  exclude(peer: string): void {
    this.#options.links.get(peer)?.refuseUploads('excluded')
    for (const download of this.#options.downloads.values())
      void this.#suspend(download, peer, problems.excludedByYou(peer)).then((paused) => {
        // The peer was readmitted while the download was stopping.
        if (paused && !this.excludes(peer)) this.readmit(peer, 'you')
      })
  }

  /** This peer excludes this node. */
  shutOut(peer: string, reason: string): void {
    for (const download of this.#options.downloads.values())
      void this.#suspend(download, peer, problems.excludedByPeer(reason))
  }

  /** Continues downloads that were paused because one side excluded the other. */
  readmit(peer: string, by: 'you' | 'peer'): void {
    for (const download of this.#options.downloads.values()) {
      if (!download.sources.get(peer)) continue
      download.unblock(peer)
      const { state, problem } = download.row
      if (state === 'paused' && problem?.code === 'EXCLUDED' && problem.details.by === by)
        download.set({ state: 'waiting', problem: null })
    }
    this.#options.runner.schedule()
  }

  /** True if a download is paused because of an excluded source that is no longer excluded. */
  isReadmitted({ row }: Download): boolean {
    return (
      row.problem?.code === 'EXCLUDED' &&
      row.problem.details.by === 'you' &&
      !this.excludes(String(row.problem.details.peer ?? row.peer))
    )
  }

  /** Updates the problem of waiting downloads: the peer is offline, or one side excludes the other, or none. */
  explainWaiting(): void {
    for (const download of this.#options.downloads.values()) {
      const { row } = download
      if (row.state !== 'waiting' || download.running) continue
      if (row.problem?.code === 'PEER_LEFT' && download.willing) download.set({ problem: null })
      if (download.online) continue
      const notice = this.#options.trust.exclusions?.excludedBy(row.peer)
      if (download.sources.size > 0 && download.sources.every(({ peer }) => this.excludes(peer)))
        download.set({ state: 'paused', problem: problems.excludedByYou(row.peer) })
      else if (notice) download.set({ state: 'paused', problem: problems.excludedByPeer(notice.reason) })
      else if (!row.problem) download.set({ problem: problems.peerLeft() })
    }
  }

  /** Blocks `peer` as a source; true if the download had no other and was paused. */
  async #suspend(download: Download, peer: string, problem: Problem): Promise<boolean> {
    if (!download.sources.get(peer)) return false
    download.block(peer, problem)
    if (download.hasOther(peer) || !download.unfinished) return false
    await download.halt(() => {
      if (download.unfinished) download.set({ state: 'paused', problem })
    })
    return true
  }
}
