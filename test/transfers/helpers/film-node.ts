import type { Channel } from '../../../main/protocol/channel.ts'
import { ManualClock } from '../../../main/base/clock.ts'
import { Emitter } from '../../../main/base/emitter.ts'
import { toHex } from '../../../main/base/hex.ts'
import type { Random } from '../../../main/base/random.ts'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../../main/domain/merkle.ts'
import type { TransferMessages } from '../../../main/protocol/transfer.ts'
import { ChunkPicker } from '../../../main/transfers/download/chunk-picker.ts'
import { ExchangeTally } from '../../../main/transfers/exchange-tally.ts'
import { PeerLink } from '../../../main/transfers/peer-link.ts'
import type { FileSystem, ReceiptMaker } from '../../../main/transfers/ports.ts'
import { CurrentLimits, DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import { ChunkHasher, type ChunkBuffer } from '../../../main/transfers/storage/chunk-hasher.ts'
import type { TransferEvents } from '../../../main/transfers/transfers-options.ts'
import { UploadAdmission } from '../../../main/transfers/upload/admission.ts'
import { UploadList } from '../../../main/transfers/upload/list.ts'
import { UploadScheduler } from '../../../main/transfers/upload/upload-scheduler.ts'

/** Chunks of the film, and its bytes. */
export const FILM_CHUNKS = 3
export const FILM_BYTES = FILM_CHUNKS * CHUNK_BYTES - 777
export const film = new Uint8Array(FILM_BYTES).map((_, i) => (i >> 8) & 255)
export const filmLayer = Buffer.concat(
  Array.from({ length: FILM_CHUNKS }, (_, i) => chunkHash(film.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES))),
)
export const filmRoot = toHex(layerRoot(filmLayer))
export const FILM_NONCE = '77'.repeat(32)

/**
 * The desk, counting what is out: nothing may stay out. Hashes at once, without the thread, which is not in question
 * here.
 */
class CountingDesk extends ChunkHasher {
  out = 0
  override take(): ChunkBuffer {
    this.out++
    return super.take()
  }

  override give(slot: ChunkBuffer): void {
    this.out--
    super.give(slot)
  }

  override async hash(slot: ChunkBuffer, length: number, alone: boolean): Promise<Uint8Array> {
    return chunkHash(slot.bytes.subarray(0, length), alone)
  }
}

const files: FileSystem = {
  openSource: async () => ({
    stat: async () => ({ size: FILM_BYTES, mtimeMs: 0 }),
    read: async (buffer, offset, length, position) => (
      buffer.set(film.subarray(position, position + length), offset),
      { bytesRead: length }
    ),
    close: async () => {},
  }),
  openPart: () => Promise.reject(new Error('nothing is written here')),
  freeSpace: async () => 0,
  maxFileBytes: async () => Infinity,
}
const receipts: ReceiptMaker = {
  logLength: () => 0,
  propose: () => new Uint8Array(200),
  complete: (half) => half,
  countersign: (half) => (half.length > 100 ? new Uint8Array(64) : null),
}

/** A node's transfers over channels in memory: it shares the film, and downloads it from each peer that it meets. */
export class FilmNode {
  readonly clock: ManualClock
  readonly desk = new CountingDesk()
  readonly seats: UploadScheduler
  readonly admission: UploadAdmission
  /** How its downloads have ended. */
  readonly ends: Record<string, number> = {}
  /** Chunks received, and times that a peer was rejected. */
  kept = 0
  rejected = 0
  readonly #list: UploadList
  readonly #random: Random

  constructor(random: Random, clock = new ManualClock()) {
    this.#random = random
    this.clock = clock
    const claim = () => ({ received: 0, u: 0.5, newcomer: false, friend: false })
    const limits = new CurrentLimits({ values: DEFAULT_RULES }, clock)
    this.seats = new UploadScheduler({ clock, random, limits, policy: { claim } })
    let lines = 0
    const events = new Emitter<TransferEvents>()
    this.#list = new UploadList({
      store: { save: () => {}, remove: () => {} },
      clock,
      rows: [],
      events,
      tally: new ExchangeTally(events),
      ids: { next: () => `u${lines++}` },
    })
    this.admission = new UploadAdmission({ behaviour: { serves: () => true } }, this.#list, clock)
  }

  /** What may not stay behind once all peers have left: buffers, uploads, slots and places in the queue. */
  get leftBehind(): number[] {
    return [this.desk.out, this.admission.open, this.seats.slots.used, this.seats.places().length]
  }

  /** Serves a peer, and opens a session of its own with it. */
  meet(channel: Channel<TransferMessages>): { readonly busy: boolean } {
    const interim = { maker: receipts, intervalBytes: CHUNK_BYTES }
    const link = new PeerLink({
      channel,
      host: {
        receipts: interim,
        clock: this.clock,
        list: this.#list,
        admission: this.admission,
        scheduler: this.seats,
        storage: {
          sources: {
            source: (wanted) => (wanted === filmRoot ? { path: '/film', size: FILM_BYTES, layer: filmLayer } : null),
          },
          files,
        },
      },
      reject: () => {
        this.rejected++
        channel.close()
      },
    })
    const had = new Set<number>()
    const picker = new ChunkPicker({ count: FILM_CHUNKS, has: (chunk) => had.has(chunk) }, () => this.#random.next())
    let known: Uint8Array | null = null
    picker.add(1)
    const session = link.session({
      request: { root: filmRoot, size: FILM_BYTES, nonce: FILM_NONCE, requesterLogLength: 0, layer: true },
      source: 1,
      clock: this.clock,
      receipts: interim,
      consumer: {
        picker,
        hasher: this.desk,
        get layer() {
          return known
        },
        layerVerified: (found) => void (known = found),
        updateStarvation: () => {},
        pick: (_source, max) => picker.pick(1, max, { due: () => 0, next: () => 1 }),
        room: () => 4,
        queueChanged: () => {},
        keep: async (_source, chunk, slot, length) => {
          const wanted = film.subarray(chunk * CHUNK_BYTES, chunk * CHUNK_BYTES + length)
          if (Buffer.compare(slot.bytes.subarray(0, length), wanted) !== 0) throw new Error('a false chunk is kept')
          this.kept++
          had.add(chunk)
          picker.done(chunk)
          this.desk.give(slot)
        },
      },
    })
    session.open()
    void session.ended.then(({ kind }) => {
      this.ends[kind] = (this.ends[kind] ?? 0) + 1
      link.forget(session.id)
    })
    return session
  }
}
