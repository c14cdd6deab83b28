import type { Clock } from '../base/clock.ts'
import type { Channel } from '../base/channel.ts'
import type { Connection } from './connection.ts'
import { PeerChannel } from './peer-channel.ts'
import { communityProof } from './topic.ts'
import { type Hello, type HelloMessage, helloProtocol } from './wire/hello.ts'

/** A peer that has not said hello by then has nothing to say to us. */
const HELLO_TIMEOUT_MS = 10_000

export interface GreetingOptions {
  connection: Connection
  clock: Clock
  log: (line: string) => void
  topic: Buffer
  ownKey: Buffer
  self: () => Hello
  onFirst: (hello: Hello) => void
  onChanged: (hello: Hello) => void
}

/** The first exchange on a connection: who speaks, and whether it is of our community. Nothing else is opened before. */
export class Greeting {
  readonly #options: GreetingOptions
  readonly #cancelTimeout: () => void
  #channel: Channel<{ hello: HelloMessage }> | null = null
  #hello: Hello | null = null

  constructor(options: GreetingOptions) {
    this.#options = options
    const { connection, clock, log } = options
    this.#cancelTimeout = clock.after(HELLO_TIMEOUT_MS, () => connection.close())
    new PeerChannel<{ hello: HelloMessage }>({
      connection, clock, log,
      protocol: helloProtocol,
      onOpen: (channel) => this.#opened(channel),
      onClose: () => connection.close(),
    })
  }

  /** What the peer said last; null before it said anything. */
  get hello(): Hello | null {
    return this.#hello
  }

  /** Tells the peer; does nothing before it listens (it is told when it does). */
  send(self: Hello): void {
    const { topic, ownKey, connection } = this.#options
    this.#channel?.send('hello', { ...self, proof: communityProof(topic, ownKey, connection.stream.remotePublicKey) })
  }

  stop(): void {
    this.#cancelTimeout()
  }

  #opened(channel: Channel<{ hello: HelloMessage }>): void {
    this.#channel = channel
    channel.on('hello', (message) => this.#heard(message))
    this.send(this.#options.self())
  }

  #heard({ proof, ...hello }: HelloMessage): void {
    const { connection, topic, ownKey, onFirst, onChanged } = this.#options
    // Another community is no offence: the peer may have just moved there.
    if (!proof.equals(communityProof(topic, connection.stream.remotePublicKey, ownKey))) return connection.close()
    const first = this.#hello === null
    this.#hello = hello
    this.#cancelTimeout()
    if (first) onFirst(hello)
    else onChanged(hello)
  }
}
