import type { Channel } from '../../protocol/channel.ts'
import { HyobanError, systemCode } from '../../base/errors.ts'
import { chunkCount, chunkRange } from '../../domain/merkle.ts'
import type { FileSystem, ReadHandle, TransferSource } from '../ports.ts'
import { MAX_RANGE, type Refusal, type TransferMessages } from '../../protocol/transfer.ts'

/** Maximum number of outstanding chunks per session. */
export const MAX_QUEUED = 4 * MAX_RANGE

/** Sends one content to one peer: the requested chunks, and the file that they are read from. */
export class UploadSession {
  readonly id: number
  readonly root: string
  readonly nonce: string
  readonly started: number
  readonly requesterLogLength: number
  /** Length of the provider's rating log, as sent to the requester. */
  providerLogLength = 0
  source: TransferSource | null = null
  /** Bytes handed to the channel. */
  sent = 0
  /** Bytes covered by signed receipts. */
  signed = 0
  /** Time of the last request or sent chunk, in ms. */
  moved: number
  /** When the requester last heard of this session, in ms. */
  heard: number
  over = false
  /** True while waiting for a slot. */
  queued = false
  /** True while holding a slot. */
  hasSlot = false
  /** True once the requester dropped requests; it may not count data already sent for them. */
  dropped = false
  #stopAnnouncing = (): void => {}
  /** Id of its line in the list of transfers. */
  listed = ''
  #handle: ReadHandle | null = null
  #seen: Awaited<ReturnType<ReadHandle['stat']>> | null = null
  #queue: number[] = []
  /** The chunk read last. */
  #chunk: number | null = null

  constructor(open: TransferMessages['open'], now: number) {
    this.id = open.id
    this.root = open.root
    this.nonce = open.nonce
    this.requesterLogLength = open.logLength
    this.started = this.moved = this.heard = now
  }

  get waiting(): boolean {
    return !this.over && this.#queue.length > 0
  }

  /** Opens the file of `source`, which is kept until the end; returns why it cannot be served, or null. */
  async open(source: TransferSource, files: FileSystem): Promise<Refusal | null> {
    try {
      const handle = await files.openSource(source)
      if (this.over) {
        await handle.close()
        return null
      }
      this.#handle = handle
      this.#seen = await handle.stat()
    } catch (error) {
      return refusalOf(error)
    }
    this.source = source
    return this.#seen.size === source.size ? null : 'changed'
  }

  /** Announces the available chunks and, for an incomplete file, each new one. */
  announceChunks(channel: Channel<TransferMessages>): void {
    const { id, source } = this
    if (!source) return
    const count = chunkCount(source.size)
    if (!source.incomplete) return void channel.send('have', { id, from: 0, count })
    channel.send('bitfield', { id, bits: source.incomplete.bits() })
    this.#stopAnnouncing = source.incomplete.onHave((chunk) => void channel.send('have', { id, from: chunk, count: 1 }))
  }

  /**
   * Tells a requester that waits, because of limits or other downloads, that this provider is there: it announces a
   * chunk once more.
   */
  stayHeard(channel: Channel<TransferMessages>): void {
    const from = this.#chunk ?? this.#queue[0]
    if (!this.over && from !== undefined) channel.send('have', { id: this.id, from, count: 1 })
  }

  /** Removes requested chunks that are not being sent yet. */
  drop(from: number, count: number): void {
    this.dropped = true
    this.#queue = this.#queue.filter((chunk) => chunk < from || chunk >= from + count)
  }

  /** Enqueues requested chunks; false if no honest requester would request them. */
  ask({ from, count }: TransferMessages['request']): boolean {
    if (
      !this.source ||
      count < 1 ||
      from + count > chunkCount(this.source.size) ||
      this.#queue.length + count > MAX_QUEUED
    )
      return false
    const { incomplete } = this.source
    for (let i = 0; i < count; i++) if (incomplete && !incomplete.has(from + i)) return false
    for (let i = 0; i < count; i++) this.#queue.push(from + i)
    return true
  }

  /** Length of the next requested chunk; 0 without one. */
  get nextBytes(): number {
    const [chunk] = this.#queue
    return chunk === undefined || !this.source ? 0 : chunkRange(chunk, this.source.size).length
  }

  /**
   * Reads the next requested chunk into `buffer`, of `nextBytes` at least; returns its range in the file, or why it
   * cannot be read.
   */
  async read(buffer: Uint8Array): Promise<{ offset: number; length: number } | Refusal> {
    const chunk = (this.#chunk = this.#queue.shift() as number)
    const handle = this.#handle as ReadHandle
    const { offset, length } = chunkRange(chunk, (this.source as TransferSource).size)
    try {
      let filled = 0
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled)
        if (bytesRead === 0) return 'changed'
        filled += bytesRead
      }
      // Checked after each chunk, as the requester would take changed bytes for a lie. An incomplete file changes all
      // the time, but only its verified chunks are read.
      if (!this.source?.incomplete) {
        const { size, mtimeMs, ctimeMs } = await handle.stat()
        const seen = this.#seen
        if (size !== seen?.size || mtimeMs !== seen.mtimeMs || ctimeMs !== seen.ctimeMs) return 'changed'
      }
    } catch (error) {
      return refusalOf(error)
    }
    return { offset, length }
  }

  async close(): Promise<void> {
    this.over = true
    this.#stopAnnouncing()
    this.#queue = []
    const handle = this.#handle
    this.#handle = null
    await handle?.close().catch(() => {})
  }
}

/** The refusal sent for an error of the local disk. */
function refusalOf(error: unknown): Refusal {
  const code = error instanceof HyobanError ? error.code : systemCode(error)
  // ELOOP: a link stands where the file was.
  if (code === 'FILE_CHANGED' || code === 'ELOOP') return 'changed'
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'vanished' : 'unreadable'
}
