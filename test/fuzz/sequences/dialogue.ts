import { ManualClock } from '../../../main/base/clock.ts'
import { type Channel, type ChannelHub, ProtocolViolation } from '../../../main/protocol/channel.ts'
import { decodeMessage, Refused } from '../../../main/protocol/codec.ts'
import type { AnyProtocol } from '../../protocol/page-codecs.ts'

/** Peers that speak at the same time. */
const PEERS = 3
/** Most messages of one dialogue. */
const MAX_STEPS = 60

/** A message of a dialogue: which peer says it, how many seconds after the one before. */
export interface DialogueStep {
  type: string
  bytes: Uint8Array
  peer?: number
  later?: boolean
}

/** A dialogue as an input: for each step a byte (message, peer, time), the length of the payload, the payload. */
export function writeDialogue({ messages }: AnyProtocol, steps: readonly DialogueStep[]): Uint8Array {
  const types = Object.keys(messages)
  return Buffer.concat(
    steps.map(({ type, bytes, peer = 0, later = false }) => {
      const head = Buffer.alloc(3)
      head[0] = types.indexOf(type) | (peer << 5) | (later ? 0x80 : 0)
      head.writeUInt16LE(bytes.byteLength, 1)
      return Buffer.concat([head, bytes])
    }),
  )
}

/** One turn of the event loop: whatever has been promised in memory is done. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * The channels of one protocol with some peers, in memory: messages are decoded as on a connection, a bad one closes
 * the channel, and an error of a listener that is no violation fails the run.
 */
export class Dialogue implements ChannelHub<Record<string, unknown>> {
  readonly channels = new Map<string, Channel<Record<string, unknown>>>()
  readonly clock = new ManualClock()
  readonly #protocol: AnyProtocol
  readonly #listeners = new Map<string, Map<string, (message: unknown) => unknown>>()
  readonly #closing = new Map<string, (() => void)[]>()
  readonly #onOpen = new Set<(channel: Channel<Record<string, unknown>>) => void>()
  #failure: unknown = null
  /** Messages that this side has sent. */
  sent: { peer: string; type: string; message: unknown }[] = []

  constructor(protocol: AnyProtocol) {
    this.#protocol = protocol
  }

  static peer(n: number): string {
    return String(n + 1).repeat(64)
  }

  onOpen(listener: (channel: Channel<Record<string, unknown>>) => void): () => void {
    this.#onOpen.add(listener)
    return () => void this.#onOpen.delete(listener)
  }

  /** Plays an input; rejects if a listener does what it may not do. */
  async play(input: Buffer): Promise<void> {
    for (let n = 0; n < PEERS; n++) this.#open(Dialogue.peer(n))
    const types = Object.keys(this.#protocol.messages)
    let at = 0
    for (let step = 0; step < MAX_STEPS && at + 3 <= input.length; step++) {
      const head = input[at] as number
      const length = input.readUInt16LE(at + 1)
      const bytes = input.subarray(at + 3, at + 3 + length)
      at += 3 + length
      if (head >= 0x80) this.clock.advance(1000)
      const peer = Dialogue.peer(((head >> 5) & 3) % PEERS)
      const type = types[head & 31]
      if (type) this.#receive(peer, type, bytes)
      else this.close(peer)
      if (step % 4 === 3) await turn()
    }
    await turn()
    for (const peer of [...this.channels.keys()]) this.close(peer)
    this.clock.advance(120_000)
    await turn()
    if (this.#failure !== null) throw this.#failure
  }

  close(peer: string): void {
    if (!this.channels.delete(peer)) return
    for (const listener of this.#closing.get(peer) ?? []) listener()
  }

  #open(peer: string): void {
    const { channels } = this
    const listeners = new Map<string, (message: unknown) => unknown>()
    const closing: (() => void)[] = []
    this.#listeners.set(peer, listeners)
    this.#closing.set(peer, closing)
    const channel: Channel<Record<string, unknown>> = {
      peer,
      get closed() {
        return channels.get(peer) !== channel
      },
      send: (type, message) => (channel.closed ? false : (this.sent.push({ peer, type, message }), true)),
      on: (type, listener) => void listeners.set(type, listener),
      arrivedBytes: 0,
      drained: turn,
      onClose: (listener) => (channel.closed ? listener() : void closing.push(listener)),
      close: () => this.close(peer),
    }
    channels.set(peer, channel)
    for (const listener of this.#onOpen) listener(channel)
  }

  #receive(peer: string, type: string, bytes: Uint8Array): void {
    const { encoding, maxBytes } = this.#protocol.messages[type] as AnyProtocol['messages'][string]
    if (!this.channels.has(peer)) return
    const message = decodeMessage(encoding, bytes, maxBytes)
    if (message instanceof Refused) return this.close(peer)
    const failed = (error: unknown): void => {
      if (!(error instanceof ProtocolViolation)) this.#failure ??= error
      this.close(peer)
    }
    try {
      const work = this.#listeners.get(peer)?.get(type)?.(message)
      if (work instanceof Promise) work.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
}
