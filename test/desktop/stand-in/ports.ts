import { EventEmitter } from 'node:events'

/** What carries the messages of a port that lives in another process or page. */
export interface PortBridge {
  deliver(data: unknown): void
  close(): void
}

/** The other end of a bridge. */
export interface PortEnd {
  received(data: unknown): void
  closed(): void
}

/** Electron's MessagePortMain: queues until started, cannot be used once transferred, tells its peer of its close. */
export class MessagePortMain extends EventEmitter {
  peer: MessagePortMain | undefined
  #bridge: PortBridge | undefined
  #queue: unknown[] = []
  #started = false
  #closed = false

  /** Joins two ports. */
  static entangle(one: MessagePortMain, other: MessagePortMain): void {
    one.peer = other
    other.peer = one
  }

  postMessage(data: unknown, transfer: readonly unknown[] = []): void {
    this.#requireHere()
    if (transfer.length > 0) throw new Error('the stand-in transfers ports only from the main process to others')
    this.peer?.deliver(structuredClone(data))
  }

  start(): void {
    this.#requireHere()
    this.#started = true
    for (const data of this.#queue.splice(0)) this.#hand(data)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.peer?.peerClosed()
  }

  /** Moves the port to where `bridge` leads; from then on it cannot be used here, nor be transferred again. */
  transfer(bridge: PortBridge): PortEnd {
    this.#requireHere()
    this.#bridge = bridge
    for (const data of this.#queue.splice(0)) bridge.deliver(data)
    return { received: (data) => this.peer?.deliver(data), closed: () => this.close() }
  }

  #requireHere(): void {
    if (this.#bridge) throw new TypeError('Port at index 0 has been neutered')
  }

  deliver(data: unknown): void {
    if (this.#closed) return
    if (this.#bridge) this.#bridge.deliver(data)
    else if (this.#started) this.#hand(data)
    else this.#queue.push(data)
  }

  #hand(data: unknown): void {
    this.emit('message', { data, ports: [] })
  }

  peerClosed(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#bridge) this.#bridge.close()
    else this.emit('close')
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain()
  readonly port2 = new MessagePortMain()

  constructor() {
    MessagePortMain.entangle(this.port1, this.port2)
  }
}
