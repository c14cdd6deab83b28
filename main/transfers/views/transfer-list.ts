import type { Clock } from '../../base/clock.ts'
import type { Transfer, TransferDetails } from '../../contract/transfers.ts'
import type { TransferSourceView } from '../../contract/views/transfer-views.ts'
import type { Download } from '../download/download.ts'
import type { PeerLink } from '../peer-link.ts'
import type { BadgeOf } from '../ports.ts'
import type { DownloadQueue } from '../queue/queue.ts'
import type { QueueRunner } from '../queue/runner.ts'
import type { UploadList } from '../upload/list.ts'
import { downloadLine, pieceMap, sourceLines, uploadLine } from './transfer-lines.ts'

interface TransferListOptions {
  downloads: ReadonlyMap<string, Download>
  uploads: UploadList
  queueing: { queue: DownloadQueue; runner: QueueRunner }
  links: ReadonlyMap<string, PeerLink>
  badge: BadgeOf
  clock: Clock
}

/** Downloads and uploads as the contract shows them. */
export class TransferList {
  readonly #options: TransferListOptions

  constructor(options: TransferListOptions) {
    this.#options = options
  }

  /** All lines, newest first. */
  lines(): Transfer[] {
    const { downloads, uploads, queueing, links, clock } = this.#options
    const { queue, runner } = queueing
    const now = clock.now()
    const badge = this.#cachedBadge()
    const online = (peer: string): boolean => links.has(peer)
    const places = runner.places()
    const lines = uploads
      .list()
      .map(({ row, meter }) =>
        uploadLine(row, row.state === 'active' && meter ? meter.read(now) : 0, badge(row.peer), online(row.peer)),
      )
    for (const [id, download] of downloads)
      lines.push(downloadLine(download, queue.of(id), places.get(id) ?? null, now, badge, online))
    return lines.sort((a, b) => b.started - a.started || (a.id < b.id ? -1 : 1))
  }

  /** Null if the transfer is not in the list. */
  details(id: string): TransferDetails | null {
    const { downloads, links, badge } = this.#options
    const transfer = this.lines().find((line) => line.id === id)
    if (!transfer) return null
    const download = downloads.get(id)
    if (!download) return { transfer, pieces: null, sources: [requesterOf(transfer)] }
    return { transfer, pieces: pieceMap(download), sources: sourceLines(download, badge, (peer) => links.has(peer)) }
  }

  /** Bytes per second in both directions. */
  rates(): { downloadRate: number; uploadRate: number } {
    const now = this.#options.clock.now()
    let downloadRate = 0
    for (const { row, meter } of this.#options.downloads.values())
      if (row.state === 'active') downloadRate += meter.read(now)
    return { downloadRate, uploadRate: this.#options.uploads.rate(now) }
  }

  /** Caches badges for one list, as each costs a query. */
  #cachedBadge(): BadgeOf {
    const badges = new Map<string, Transfer['peer']>()
    return (peer) => {
      const known = badges.get(peer) ?? this.#options.badge(peer)
      badges.set(peer, known)
      return known
    }
  }
}

/** The requester of an upload, shown as its only source. */
function requesterOf({ peer, peerOnline, state, rate, moved }: Transfer): TransferSourceView {
  return {
    ...peer,
    online: peerOnline,
    state: state === 'active' ? 'active' : 'idle',
    problem: null,
    rate,
    bytes: moved,
    share: 1,
    queued: null,
  }
}
