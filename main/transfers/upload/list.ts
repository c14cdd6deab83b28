import { basename } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Emitter } from '../../base/emitter.ts'
import { MAX_UPLOADS, type UploadEvents } from './peer-uploads.ts'
import type { TransferRow, TransferStore } from '../ports.ts'
import { uploadEnded } from '../problems.ts'
import { HyobanError } from '../../base/errors.ts'
import { RateMeter } from '../rate-meter.ts'
import type { TransferEvents } from '../transfers-options.ts'
import type { UploadScheduler } from './upload-scheduler.ts'
import type { UploadSession } from './session.ts'
import type { Refusal } from '../../protocol/transfer.ts'

/** Ended uploads that the list keeps. */
const KEEP = 200

interface Line {
  row: TransferRow
  meter: RateMeter | null
}

export interface UploadListOptions {
  store: TransferStore
  clock: Clock
  rows: TransferRow[]
  behaviour: { serves(request: { peer: string; root: string; uploads: number; now: number }): boolean }
  /** Who gets nothing, or nothing more for now; null: served. */
  policy: (peer: string) => Refusal | null
  isNew: (peer: string) => boolean
  desk: UploadScheduler
  events: Emitter<TransferEvents>
  given(peer: string, bytes: number): void
  newId(): string
}

/**
 * The uploads as the list of transfers shows them; a line appears once a session is accepted, and is kept when it ends.
 */
export class UploadList implements UploadEvents {
  readonly #o: UploadListOptions
  readonly #lines = new Map<string, Line>()
  readonly #meter: RateMeter
  #open = 0
  /** Sessions of peers that nobody here knows yet. */
  readonly #newcomers = new Set<UploadSession>()
  /** Uploads served to the end. */
  #served = 0

  constructor(options: UploadListOptions) {
    this.#o = options
    this.#meter = new RateMeter(options.clock.now())
    for (const row of options.rows.toSorted((a, b) => a.started - b.started)) {
      this.#lines.set(row.id, { row, meter: null })
      if (row.state === 'done') this.#served++
    }
  }

  list(): Line[] {
    return [...this.#lines.values()]
  }

  rate(now: number): number {
    return this.#meter.read(now)
  }

  /** Takes an ended upload off the list; true if `id` is an upload. Throws IN_USE while it moves. */
  remove(id: string): boolean {
    const line = this.#lines.get(id)
    if (!line) return false
    if (line.row.state === 'active')
      throw new HyobanError('IN_USE', 'This upload is still going on.', { hint: 'Remove it when it has ended.' })
    this.#drop(id)
    this.#o.events.emit('change', { state: true })
    return true
  }

  close(): void {
    for (const { row } of this.#lines.values())
      if (row.state === 'active') this.#o.store.save({ ...row, state: 'failed', ended: this.#o.clock.now() })
  }

  refuses(peer: string, root: string): Refusal | null {
    const no = this.#o.policy(peer)
    if (no) return no
    if (this.#newcomers.size > MAX_UPLOADS / 2 && this.#o.isNew(peer)) return 'busy'
    return this.#o.behaviour.serves({ peer, root, uploads: this.#served, now: this.#o.clock.now() }) ? null : 'refused'
  }

  stops(peer: string): Refusal | null {
    return this.#o.policy(peer)
  }

  open(): number {
    return this.#open
  }

  admit(peer: string, session: UploadSession, tell: Parameters<UploadEvents['admit']>[2]): Promise<void> | null {
    return this.#o.desk.admit(peer, session, tell)
  }

  turnOver(peer: string): boolean {
    return this.#o.desk.slots.turnOver(peer)
  }

  piece(peer: string, most: number): number {
    return this.#o.desk.pacer.piece(peer, most)
  }

  pace(peer: string, bytes: number): Promise<void> | null {
    return this.#o.desk.pacer.take(peer, bytes)
  }

  opened(peer: string, session: UploadSession): void {
    if (this.#o.isNew(peer)) this.#newcomers.add(session)
    this.#open++
  }

  accepted(peer: string, session: UploadSession): void {
    const { source } = session
    if (!source) return
    const id = this.#o.newId()
    session.listed = id
    const now = this.#o.clock.now()
    this.#lines.set(id, {
      meter: new RateMeter(now),
      row: {
        id,
        direction: 'up',
        root: session.root,
        name: basename(source.path),
        size: source.size,
        peer,
        folder: '',
        part: '',
        path: '',
        inode: 0,
        moved: 0,
        state: 'active',
        problem: null,
        started: session.started,
        ended: null,
        rated: null,
        due: null,
        target: '',
      },
    })
    this.#o.events.emit('change', { state: true })
  }

  sent(peer: string, session: UploadSession, bytes: number): void {
    const now = this.#o.clock.now()
    this.#meter.add(bytes, now)
    this.#o.desk.slots.sent(peer, bytes)
    const line = this.#lines.get(session.listed)
    if (line) line.row.moved = session.sent
    line?.meter?.add(bytes, now)
    this.#o.given(peer, bytes)
    this.#o.events.emit('change', { state: false })
  }

  closed(
    peer: string,
    session: UploadSession,
    { refusal, served }: { refusal: Refusal | null; served: boolean },
  ): void {
    this.#open--
    this.#newcomers.delete(session)
    this.#o.desk.leave(peer, session)
    const { events, clock, store } = this.#o
    if (refusal && session.sent === 0) events.emit('uploadRefused', { peer, root: session.root, reason: refusal })
    const line = this.#lines.get(session.listed)
    if (line) {
      const { row } = line
      row.state = served ? 'done' : 'failed'
      row.ended = clock.now()
      row.moved = session.sent
      if (!served) row.problem = uploadEnded(refusal, peer, session.sent >= row.size)
      store.save(row)
      events.emit('ended', row)
      if (served) {
        this.#served++
        events.emit('uploadDone', { peer, root: session.root, name: row.name, bytes: session.sent })
      }
      this.#prune()
    }
    events.emit('change', { state: true })
  }

  #prune(): void {
    for (const [id, { row }] of this.#lines) {
      if (this.#lines.size <= KEEP) return
      if (row.state !== 'active') this.#drop(id)
    }
  }

  #drop(id: string): void {
    this.#lines.delete(id)
    this.#o.store.remove(id)
  }
}
