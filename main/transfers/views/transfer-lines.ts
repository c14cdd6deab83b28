import { basename } from 'node:path'
import type { Problem } from '../../contract/base.ts'
import {
  MAX_CELLS,
  type PieceMap,
  type QueuePlace,
  type TransferSourceView,
} from '../../contract/views/transfer-views.ts'
import type { Transfer } from '../../contract/transfers.ts'
import type { Download } from '../download/download.ts'
import type { BadgeOf, SourceView, TransferRow } from '../ports.ts'
import * as problems from '../problems.ts'
import type { QueueEntry } from '../queue/queue.ts'

/** The line of an upload. */
export function uploadLine(row: TransferRow, rate: number, peer: Transfer['peer'], online: boolean): Transfer {
  return {
    ...common(row, rate, peer, online),
    queued: null,
    problem: row.problem,
    priority: 'normal',
    place: null,
    retryAt: null,
    attempts: 0,
    group: null,
    folder: '',
    sources: 1,
  }
}

/** The line of a download; `place`: in the local queue, null if it does not wait there. */
export function downloadLine(
  download: Download,
  entry: QueueEntry,
  place: number | null,
  now: number,
  badge: BadgeOf,
  online: (peer: string) => boolean,
): Transfer {
  const { row, meter } = download
  const sources = download.sourceViews()
  const queued = queuedOf(row, sources)
  const starved = download.starved && row.state === 'active'
  return {
    ...common(row, row.state === 'active' ? meter.read(now) : 0, badge(row.peer), online(row.peer)),
    state: queued || starved ? 'waiting' : row.state,
    problem: queued ? problems.queued(queued) : starved ? problems.noPart() : row.problem,
    priority: entry.priority,
    place,
    retryAt: row.state === 'failed' ? entry.retryAt : null,
    attempts: entry.attempts,
    queued,
    group: entry.group === '' ? null : { id: entry.group, name: entry.groupName },
    folder: entry.subfolder,
    sources: sources.length,
  }
}

function common(
  row: TransferRow,
  rate: number,
  peer: Transfer['peer'],
  peerOnline: boolean,
): Omit<
  Transfer,
  'problem' | 'queued' | 'priority' | 'place' | 'retryAt' | 'attempts' | 'group' | 'folder' | 'sources'
> & { problem: Problem | null } {
  const { id, direction, root, name, size, moved, state, problem, started, ended, rated } = row
  return {
    id,
    direction,
    root,
    name,
    size,
    moved,
    state,
    problem,
    rate,
    peer,
    peerOnline,
    started,
    ended,
    path: state === 'done' ? row.path : '',
    rated,
    ...announcedOf(row),
  }
}

/** The announced name of a download whose file has another one: it could not have it, or it was taken. */
function announcedOf({ direction, state, path, name, announced = name }: TransferRow): { announced?: string } {
  const onDisk = state === 'done' && path !== '' ? basename(path) : name
  return direction === 'down' && announced !== onDisk ? { announced } : {}
}

/** The best place in any source's queue; null while a source is sending. */
function queuedOf(row: TransferRow, sources: readonly SourceView[]): QueuePlace | null {
  if (row.state !== 'active' && row.state !== 'waiting') return null
  let best: QueuePlace | null = null
  for (const { state, queued } of sources) {
    if (state === 'active') return null
    if (queued && (!best || queued.position < best.position)) best = queued
  }
  return best
}

/** The chunks of an unfinished download in at most 512 cells, or null. O(chunks). */
export function pieceMap(download: Download): PieceMap | null {
  const pieces = download.row.state === 'done' ? null : download.pieces()
  if (!pieces || pieces.count === 0) return null
  const chunksPerCell = Math.ceil(pieces.count / MAX_CELLS)
  let cells = ''
  for (let from = 0; from < pieces.count; from += chunksPerCell) {
    const to = Math.min(pieces.count, from + chunksPerCell)
    let [have, asked] = [0, 0]
    for (let chunk = from; chunk < to; chunk++) {
      if (pieces.has(chunk)) have++
      else if (pieces.asked(chunk)) asked++
    }
    cells += have === to - from ? 'h' : asked > 0 ? 'f' : have > 0 ? 'p' : 'm'
  }
  return { chunks: pieces.count, chunksPerCell, cells }
}

/** The sources of a download, by delivered bytes, largest first. */
export function sourceLines(
  download: Download,
  badge: BadgeOf,
  online: (peer: string) => boolean,
): TransferSourceView[] {
  const sources = download.sourceViews()
  const sum = sources.reduce((total, { bytes }) => total + bytes, 0)
  return sources
    .map(({ peer, state, problem, rate, bytes, queued }) => ({
      ...badge(peer),
      online: online(peer),
      state,
      problem: state === 'dropped' ? problem : null,
      rate,
      bytes,
      share: sum === 0 ? 0 : bytes / sum,
      queued,
    }))
    .sort((a, b) => b.bytes - a.bytes || (a.publicKey < b.publicKey ? -1 : 1))
}
