import type NoiseSecretStream from '@hyperswarm/secret-stream'
import crypto from 'hypercore-crypto'
import HyperDHT from 'hyperdht'
import Protomux from 'protomux'
import { uintUpTo } from '../../main/base/codec.ts'
import { communityProof, topicOf } from '../../main/network/discovery/topic.ts'
import { type WireProtocol, wireName } from '../../main/protocol/codec.ts'
import { handshakeProtocol, type HelloMessage } from '../../main/protocol/handshake.ts'
import type { KeyPair } from './keys.ts'

/** A channel of a stranger: it keeps to no limit. */
export interface StrangerChannel<M> {
  send<K extends keyof M & string>(type: K, message: M[K]): void
  /** Resolves when the other side has opened it, too. */
  opened: Promise<void>
}

/** The raw stream below an encrypted one: bytes written here are taken for the beginning of a message. */
interface RawStream {
  write(bytes: Uint8Array): boolean
}

/** Programs that connect to a node by its key, under any number of keys, and send what they like. */
export class Strangers {
  readonly #dht: HyperDHT

  constructor(bootstrap: string[]) {
    const [host = '', port] = (bootstrap[0] ?? '').split(':')
    this.#dht = new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1' })
  }

  /** Connects under a new key; resolves once the connection is open, false if it was refused. */
  async connect(to: string, keyPair: KeyPair = crypto.keyPair()): Promise<Stranger> {
    const dht = this.#dht as unknown as {
      connect(key: Buffer, options: { keyPair: KeyPair }): NoiseSecretStream
    }
    const stream = dht.connect(Buffer.from(to, 'hex'), { keyPair })
    const stranger = new Stranger(stream, keyPair)
    await stream.opened
    return stranger
  }

  close(): Promise<void> {
    return this.#dht.destroy({ force: true })
  }
}

/** One connection of a stranger. */
export class Stranger {
  readonly stream: NoiseSecretStream
  readonly key: string
  /** Resolves when the connection has ended. */
  readonly gone: Promise<void>
  readonly keyPair: KeyPair
  /** Why it ended, if not in order. */
  error: Error | null = null

  constructor(stream: NoiseSecretStream, keyPair: KeyPair) {
    this.stream = stream
    this.keyPair = keyPair
    this.key = keyPair.publicKey.toString('hex')
    stream.on('error', (error) => (this.error = error))
    this.gone = new Promise((resolve) => void stream.on('close', resolve))
  }

  /** Says a valid hello for an open community. */
  greet(community: string): Protomux {
    const mux = Protomux.from(this.stream)
    const channel = mux.createChannel({ protocol: 'hyoban/hello/2' })
    if (!channel) return mux
    // message 0 is credit
    channel.addMessage<unknown>({ encoding: handshakeProtocol.messages.hello.encoding as never, onmessage: () => {} })
    const hello = channel.addMessage<HelloMessage>({
      encoding: handshakeProtocol.messages.hello.encoding,
      onmessage: () => {},
    })
    channel.open()
    const proof = communityProof(topicOf(community), this.keyPair.publicKey, this.stream.remotePublicKey)
    this.follow = (catalogueKey) =>
      void hello.send({ name: 'Stranger', appVersion: '0.1.0', catalogueKey, proofs: [proof] })
    this.follow(Buffer.alloc(32))
    return mux
  }

  /** Says another hello, with another catalogue. */
  follow = (_catalogueKey: Buffer): void => {}

  /** Opens a protocol on a multiplexer; `listeners` get its messages. */
  speak<M>(
    mux: Protomux,
    protocol: WireProtocol<M>,
    listeners: { [K in keyof M]?: (message: M[K]) => void } = {},
  ): StrangerChannel<M> {
    const opened = Promise.withResolvers<void>()
    const channel = mux.createChannel({ protocol: wireName(protocol), onopen: () => opened.resolve() })
    // message 0 is credit
    channel?.addMessage<number>({ encoding: uintUpTo(Number.MAX_SAFE_INTEGER), onmessage: () => {} })
    const types = Object.keys(protocol.messages) as (keyof M & string)[]
    const senders = types.map((type) => {
      const { encoding } = protocol.messages[type]
      return channel?.addMessage({ encoding, onmessage: (message: M[typeof type]) => listeners[type]?.(message) })
    })
    channel?.open()
    return {
      send: (type, message) => void senders[types.indexOf(type)]?.send(message),
      opened: opened.promise,
    }
  }

  /** Begins a message of `length` bytes, and sends only so many of them. */
  begin(length: number, sent: number): void {
    // nothing of its own in the middle of that message
    this.stream.setKeepAlive(0)
    const bytes = Buffer.alloc(3 + sent)
    bytes.writeUIntLE(length, 0, 3)
    this.send(bytes)
  }

  /** Sends bytes of the message that was begun. */
  send(bytes: Uint8Array): void {
    ;(this.stream.rawStream as RawStream | null)?.write(bytes)
  }
}
