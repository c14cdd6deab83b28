/* A raw Noise stream of HyperDHT: bytes from memory to nowhere, neither verified nor written. */
import { cpuSeconds, nextRound, openDht, type Round, say, type Task } from './task.ts'

interface RawStream {
  write(data: Uint8Array): boolean
  on(event: string, listener: (data: Uint8Array) => void): void
  once(event: string, listener: () => void): void
}

interface RawDht {
  createServer(listener: (stream: RawStream) => void): { listen(keyPair?: unknown): Promise<void>; publicKey: Buffer }
  connect(key: Buffer): RawStream
}

const TRIES = 3

/** Sends `size` bytes over a connection each time that something comes over it. */
export async function rawServe(task: Task): Promise<void> {
  const block = Buffer.alloc(128 * 1024, 7)
  const send = async (stream: RawStream): Promise<void> => {
    for (let sent = 0; sent < task.size; sent += block.length) {
      if (!stream.write(block)) await new Promise<void>((resolve) => stream.once('drain', resolve))
    }
  }
  const server = (openDht(task) as unknown as RawDht).createServer((stream) => {
    stream.on('error', () => {})
    stream.on('data', () => void send(stream))
  })
  await server.listen()
  say({ key: server.publicKey.toString('hex') })
}

/** Receives `size` bytes a round over one connection, which lives on between rounds as that of a node does. */
export async function rawFetch(task: Task): Promise<void> {
  const dht = openDht(task) as unknown as RawDht
  const connect = (): Receiver => new Receiver(dht.connect(Buffer.from(task.peer, 'hex')), task.size)
  let receiver = connect()
  for (;;) {
    await nextRound()
    let round: Round | null = null
    // a machine that stands still for a moment loses the connection; what is measured is one that lasted
    for (let left = TRIES; left > 0 && !round; left--) {
      round = await receiver.receive()
      if (!round) receiver = connect()
    }
    if (!round) throw new Error(`the raw stream broke ${TRIES} times`)
    say(round)
  }
}

/** One connection and what comes over it. */
class Receiver {
  readonly #stream: RawStream
  readonly #size: number
  readonly #open: Promise<void>
  #got = 0
  #isClosed = false
  #end: () => void = () => {}

  constructor(stream: RawStream, size: number) {
    this.#stream = stream
    this.#size = size
    this.#open = new Promise((resolve) => {
      stream.once('open', resolve)
      stream.once('close', () => {
        this.#isClosed = true
        this.#end()
        resolve()
      })
    })
    stream.on('error', () => {})
    stream.on('data', (data) => {
      this.#got += data.byteLength
      if (this.#got >= size) this.#end()
    })
  }

  /** Asks for all bytes and waits for them; null if the connection broke before. */
  async receive(): Promise<Round | null> {
    await this.#open
    if (this.#isClosed) return null
    const [start, cpu] = [performance.now(), cpuSeconds()]
    const ended = new Promise<void>((resolve) => (this.#end = resolve))
    this.#got = 0
    this.#stream.write(Buffer.from('go'))
    await ended
    if (this.#got < this.#size) return null
    return { seconds: (performance.now() - start) / 1000, cpu: cpuSeconds() - cpu }
  }
}
