import { basename } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Emitter } from '../../base/emitter.ts'
import { HyobanError } from '../../base/errors.ts'
import type { Refusal } from '../../protocol/transfer.ts'
import type { ExchangeTally } from '../exchange-tally.ts'
import type { TransferRow, TransferStore } from '../ports.ts'
import { uploadEnded } from '../problems.ts'
import { RateMeter } from '../rate-meter.ts'
import type { TransferEvents } from '../transfers-options.ts'
import type { UploadSession } from './session.ts'

/** Maximum number of lines; the oldest ended uploads are removed first. */
const MAX_LINES = 200

interface Line {
  row: TransferRow
  meter: RateMeter | null
}

interface UploadListOptions {
  store: Pick<TransferStore, 'save' | 'remove'>
  /** Uploads of earlier runs. */
  rows: TransferRow[]
  events: Emitter<TransferEvents>
  tally: ExchangeTally
  clock: Clock
  ids: { next(): string }
}

/** Uploads as lines of the list of transfers: a line is added when a session is accepted, and stays after its end. */
export class UploadList {
  readonly #options: UploadListOptions
  readonly #lines = new Map<string, Line>()
  readonly #meter: RateMeter
  /** Number of active uploads, by peer. */
  readonly #active = new Map<string, number>()
  #served = 0

  constructor(options: UploadListOptions) {
    this.#options = options
    this.#meter = new RateMeter(options.clock.now())
    for (const row of options.rows.toSorted((a, b) => a.started - b.started)) {
      this.#lines.set(row.id, { row, meter: null })
      if (row.state === 'done') this.#served++
    }
  }

  /** Number of completed uploads. */
  get served(): number {
    return this.#served
  }

  /** True while an upload to this peer is active. */
  isServing(peer: string): boolean {
    return this.#active.has(peer)
  }

  list(): Line[] {
    return [...this.#lines.values()]
  }

  /** Bytes per second over all uploads. */
  rate(now: number): number {
    return this.#meter.read(now)
  }

  /** Removes an ended upload; false if `id` is not an upload. Throws IN_USE while it is active. */
  remove(id: string): boolean {
    const line = this.#lines.get(id)
    if (!line) return false
    if (line.row.state === 'active')
      throw new HyobanError('IN_USE', 'This upload is still running.', { hint: 'Remove it after it has ended.' })
    this.#drop(id)
    this.#options.events.emit('change', { state: true })
    return true
  }

  close(): void {
    for (const { row } of this.#lines.values())
      if (row.state === 'active')
        this.#options.store.save({ ...row, state: 'failed', ended: this.#options.clock.now() })
  }

  accepted(peer: string, session: UploadSession): void {
    const { source } = session
    if (!source) return
    const id = this.#options.ids.next()
    session.listed = id
    this.#active.set(peer, (this.#active.get(peer) ?? 0) + 1)
    this.#lines.set(id, {
      meter: new RateMeter(this.#options.clock.now()),
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
    this.#options.events.emit('change', { state: true })
  }

  /** Call when a chunk was sent. */
  sent(peer: string, session: UploadSession, bytes: number): void {
    const now = this.#options.clock.now()
    this.#meter.add(bytes, now)
    const line = this.#lines.get(session.listed)
    if (line) line.row.moved = session.sent
    line?.meter?.add(bytes, now)
    this.#options.tally.add(peer, bytes, 0)
    this.#options.events.emit('change', { state: false })
  }

  /** `refusal`: why this node ended the session; null: the requester did. `served`: the requester got all it wanted. */
  ended(peer: string, session: UploadSession, { refusal, served }: { refusal: Refusal | null; served: boolean }): void {
    const { events, clock, store } = this.#options
    if (refusal && session.sent === 0) events.emit('uploadRefused', { peer, root: session.root, reason: refusal })
    const line = this.#lines.get(session.listed)
    if (line) {
      this.#left(peer)
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

  #left(peer: string): void {
    const left = (this.#active.get(peer) ?? 0) - 1
    if (left > 0) this.#active.set(peer, left)
    else this.#active.delete(peer)
  }

  #prune(): void {
    for (const [id, { row }] of this.#lines) {
      if (this.#lines.size <= MAX_LINES) return
      if (row.state !== 'active') this.#drop(id)
    }
  }

  #drop(id: string): void {
    this.#lines.delete(id)
    this.#options.store.remove(id)
  }
}
