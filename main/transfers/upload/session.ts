import type { Channel } from '../../protocol/channel.ts'
import { systemCode } from '../../base/errors.ts'
import { chunkCount, chunkRange } from '../../domain/merkle.ts'
import type { FileSystem, ReadHandle, TransferSource } from '../ports.ts'
import { MAX_RANGE, type Refusal, type TransferMessages } from '../../protocol/transfer.ts'

/** Chunks that a requester may have asked for and not received. */
export const MAX_QUEUED = 4 * MAX_RANGE

/** One content being sent to one peer: the chunks asked for, and the file they are read from. */
export class UploadSession {
  readonly id: number
  readonly root: string
  readonly nonce: string
  readonly started: number
  readonly requesterLogLength: number
  /** My own log's length, as I told the requester. */
  providerLogLength = 0
  source: TransferSource | null = null
  /** Bytes handed to the wire. */
  sent = 0
  /** How far the requester has signed for what it got. */
  signed = 0
  /** When a message of the requester or a chunk of mine moved it last. */
  moved: number
  over = false
  /** Waits for a slot; holds one. */
  queued = false
  seated = false
  /** The requester took requests back: what had been sent of them may not be counted by it. */
  dropped = false
  #stopTelling = (): void => {}
  /** Id of its line in the list of transfers. */
  listed = ''
  #handle: ReadHandle | null = null
  #seen: { size: number; mtimeMs: number } | null = null
  #queue: number[] = []

  constructor(open: TransferMessages['open'], now: number) {
    this.id = open.id
    this.root = open.root
    this.nonce = open.nonce
    this.requesterLogLength = open.logLength
    this.started = this.moved = now
  }

  get waiting(): boolean {
    return !this.over && this.#queue.length > 0
  }

  /** Opens the file behind `source`; returns why it cannot be served, or null. */
  async open(source: TransferSource, files: FileSystem): Promise<Refusal | null> {
    try {
      const handle = await files.openSource(source.path)
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

  /** Says which chunks are there, and of a file that is still coming goes on to say so. */
  tellHoldings(channel: Channel<TransferMessages>): void {
    const { id, source } = this
    if (!source) return
    const count = chunkCount(source.size)
    if (!source.partial) return void channel.send('have', { id, from: 0, count })
    channel.send('bitfield', { id, bits: source.partial.bits() })
    this.#stopTelling = source.partial.onHave((chunk) => {
      if (chunk >= 0) channel.send('have', { id, from: chunk, count: 1 })
    })
  }

  /** Takes back what was asked for and is not being sent yet. */
  drop(from: number, count: number): void {
    this.dropped = true
    this.#queue = this.#queue.filter((chunk) => chunk < from || chunk >= from + count)
  }

  /** Takes a request; false if it is none that an honest requester would send. */
  ask({ from, count }: TransferMessages['request']): boolean {
    if (
      !this.source ||
      count < 1 ||
      from + count > chunkCount(this.source.size) ||
      this.#queue.length + count > MAX_QUEUED
    )
      return false
    const { partial } = this.source
    for (let i = 0; i < count; i++) if (partial && !partial.has(from + i)) return false
    for (let i = 0; i < count; i++) this.#queue.push(from + i)
    return true
  }

  /** Reads the next chunk asked for into `buffer` (1 MiB); returns its place, or why it cannot be had. */
  async read(buffer: Uint8Array): Promise<{ offset: number; length: number } | Refusal> {
    const chunk = this.#queue.shift() as number
    const handle = this.#handle as ReadHandle
    const { offset, length } = chunkRange(chunk, (this.source as TransferSource).size)
    try {
      let filled = 0
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled)
        if (bytesRead === 0) return 'changed'
        filled += bytesRead
      }
      // after each chunk: what was written meanwhile must not go out, its receiver would take it for a lie. A file that
      // is still coming
      // changes all the time; what is read of it was verified
      if (!this.source?.partial) {
        const { size, mtimeMs } = await handle.stat()
        if (size !== this.#seen?.size || mtimeMs !== this.#seen.mtimeMs) return 'changed'
      }
    } catch (error) {
      return refusalOf(error)
    }
    return { offset, length }
  }

  async close(): Promise<void> {
    this.over = true
    this.#stopTelling()
    this.#queue = []
    const handle = this.#handle
    this.#handle = null
    await handle?.close().catch(() => {})
  }
}

/** What a requester is told about an error of my disk. */
function refusalOf(error: unknown): Refusal {
  const code = systemCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESTALE' ? 'vanished' : 'unreadable'
}
