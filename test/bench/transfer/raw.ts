/* A raw Noise stream of HyperDHT: bytes from memory, discarded by the receiver. */
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

/** Sends `size` bytes over a connection for every request. */
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

/** Receives `size` bytes per round over one connection, kept across rounds as in a node. */
export async function rawFetch(task: Task): Promise<void> {
  const dht = openDht(task) as unknown as RawDht
  const connect = (): Receiver => new Receiver(dht.connect(Buffer.from(task.peer, 'hex')), task.size)
  let receiver = connect()
  for (;;) {
    await nextRound()
    let round: Round | null = null
    // A stalled machine loses the connection; only complete rounds count.
    for (let left = TRIES; left > 0 && !round; left--) {
      round = await receiver.receive()
      if (!round) receiver = connect()
    }
    if (!round) throw new Error(`the raw stream broke ${TRIES} times`)
    say(round)
  }
}

/** The receiving end of one connection. */
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

  /** Requests all bytes and waits for them; null if the connection broke. */
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
