import type { Clock } from '../../base/clock.ts'
import { reportExternalBytes } from '../../base/gc-pressure.ts'
import type { Channel } from '../../protocol/channel.ts'
import { DATA_BYTES, type Refusal, type TransferMessages } from '../../protocol/transfer.ts'
import { giveBuffer, takeBuffer } from './chunk-buffers.ts'
import { inTime } from './disk-time.ts'
import type { UploadList } from './list.ts'
import type { UploadSession } from './session.ts'
import type { UploadScheduler } from './upload-scheduler.ts'

/** The uploads to one peer. */
export interface SessionOwner {
  /** Open sessions, next to be served first. */
  readonly sessions: Map<number, UploadSession>
  refuse(session: UploadSession, reason: Refusal): void
}

interface ChunkSenderOptions {
  owner: SessionOwner
  channel: Channel<TransferMessages>
  scheduler: UploadScheduler
  list: UploadList
  clock: Clock
}

/** A disk that does not return a chunk in this many ms is failing; after 60 s the requester would give this node up. */
const READ_LIMIT_MS = 45_000
/** Interval of telling requesters that wait for their turn that this node is there, in ms. */
const HEARD_MS = 10_000

const NOTHING = new Uint8Array(0)

interface Reading {
  session: UploadSession
  buffer: Uint8Array
  place: ReturnType<UploadSession['read']>
}

/**
 * Sends requested chunks to one peer. Sessions take turns, one chunk each. The next chunk is read from the disk while
 * the previous one is sent, into a second buffer; a slow peer therefore slows down the reading. No buffer is kept while
 * nobody asks for anything.
 */
export class ChunkSender {
  readonly #options: ChunkSenderOptions
  #running = false
  #stuckSince: number | null = null
  #cancelHeard = (): void => {}

  constructor(options: ChunkSenderOptions) {
    this.#options = options
  }

  /** Time in ms since when the peer has not read any data; null while it reads. */
  get stuckSince(): number | null {
    return this.#stuckSince
  }

  /** Sends until no session has a request; returns at once if already running. */
  async run(): Promise<void> {
    if (this.#running) return
    this.#running = true
    this.#stayHeard()
    let current = this.#readNext()
    while (current) {
      const place = await this.#inTime(current)
      const following = this.#readNext()
      if (typeof place !== 'string') await this.#send(current.session, current.buffer, place)
      else if (!current.session.over) this.#options.owner.refuse(current.session, place)
      giveBuffer(current.buffer)
      current = following ?? this.#readNext()
    }
    this.#running = false
    this.#cancelHeard()
  }

  /** The result of a read, or 'unreadable' if the disk takes too long. */
  #inTime(reading: Reading): Promise<Awaited<Reading['place']>> {
    const late = (): void => {
      // the buffer belongs to the disk until that answers
      reading.buffer = NOTHING
    }
    return inTime(reading.place, { ms: READ_LIMIT_MS, clock: this.#options.clock, late })
  }

  #stayHeard(): void {
    const { owner, channel, clock } = this.#options
    this.#cancelHeard = clock.after(HEARD_MS, () => {
      const now = clock.now()
      for (const session of owner.sessions.values())
        if (session.hasSlot && Math.abs(now - session.heard) >= HEARD_MS) session.stayHeard(channel)
      this.#stayHeard()
    })
  }

  /** Begins reading the next chunk of the session whose turn it is. */
  #readNext(): Reading | null {
    const { sessions } = this.#options.owner
    for (const session of sessions.values()) {
      if (!session.waiting) continue
      // Moves the session to the back of the queue.
      sessions.delete(session.id)
      sessions.set(session.id, session)
      const buffer = takeBuffer(session.nextBytes)
      return { session, buffer, place: session.read(buffer) }
    }
    return null
  }

  async #send(session: UploadSession, buffer: Uint8Array, place: { offset: number; length: number }): Promise<void> {
    const { channel, scheduler, list, clock } = this.#options
    const { pacer } = scheduler
    let piece: number
    for (let at = 0; at < place.length && !session.over && !channel.closed; at += piece) {
      piece = pacer.piece(channel.peer, DATA_BYTES)
      const bytes = buffer.subarray(at, Math.min(at + piece, place.length))
      const turn = pacer.take(channel.peer, bytes.byteLength)
      if (turn) await turn
      if (session.over || channel.closed) break
      // `send` encodes the message before it returns, so that the buffer can be reused.
      const room = channel.send('data', { id: session.id, offset: place.offset + at, bytes })
      session.sent += bytes.byteLength
      session.heard = clock.now()
      scheduler.slots.sent(channel.peer, bytes.byteLength)
      reportExternalBytes(bytes.byteLength)
      if (room) continue
      this.#stuckSince = clock.now()
      await channel.drained()
      this.#stuckSince = null
    }
    session.moved = clock.now()
    list.sent(channel.peer, session, place.length)
  }
}
