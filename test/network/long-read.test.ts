import { createHash } from 'node:crypto'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import HyperDHT from 'hyperdht'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import { FLUSH_MS } from '../../main/network/patches/long-read.ts'
import { bypassRawStream } from '../../main/network/patches/short-way.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

const LONG = 256 * 1024
const WAIT = { timeout: 10_000 }

/** What of a UDX stream the tests look at; `write` is where the encrypted bytes go in. */
interface Raw {
  bytesReceived: number
  write(data: Uint8Array): boolean
  _consumeData(bytes: number): Uint8Array
}
interface Server {
  publicKey: Buffer
  listen(): Promise<void>
}
interface Connecting {
  createServer(listener: (stream: NoiseSecretStream) => void): Server
  connect(key: Buffer): NoiseSecretStream
}

/** Counts the timers begun. */
class CountingClock extends ManualClock {
  begun = 0
  override after(ms: number, fn: () => void): () => void {
    this.begun++
    return super.after(ms, fn)
  }
}

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

interface Pair {
  from: NoiseSecretStream
  to: NoiseSecretStream
  clock: CountingClock
  /** How many times UDX gave the receiver something. */
  calls: () => number
}

/** Two ends of one connection over the DHT; the receiving one takes the short way. */
async function pair(): Promise<Pair> {
  const [host, port] = (net.bootstrap[0] as string).split(':') as [string, string]
  const node = (): HyperDHT => {
    const dht = new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1' })
    onTestFinished(() => dht.destroy({ force: true }))
    return dht
  }
  const accepted = Promise.withResolvers<NoiseSecretStream>()
  const server = (node() as unknown as Connecting).createServer((stream) => {
    stream.on('error', () => {})
    accepted.resolve(stream)
  })
  await server.listen()
  const from = (node() as unknown as Connecting).connect(server.publicKey)
  from.on('error', () => {})
  await from.opened
  // nothing of its own between the pieces of a message that a test sends by hand
  from.setKeepAlive(0)
  const to = await accepted.promise
  const clock = new CountingClock()
  bypassRawStream(to, clock)
  const raw = to.rawStream as Raw
  const consume = raw._consumeData
  let calls = 0
  raw._consumeData = (bytes) => {
    calls++
    return consume.call(raw, bytes)
  }
  return { from, to, clock, calls: () => calls }
}

const hash = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** The encrypted bytes of one message, instead of sending them. */
async function sealed(from: NoiseSecretStream, message: Uint8Array): Promise<Uint8Array> {
  const raw = from.rawStream as Raw
  const { write } = raw
  const bytes = new Promise<Uint8Array>((resolve) => {
    raw.write = (data) => {
      resolve(data)
      return true
    }
  })
  from.write(message)
  await bytes
  raw.write = write
  return bytes
}

describe('long messages', () => {
  it('arrive whole and in order, whatever their sizes', async () => {
    const { from, to } = await pair()
    const random = seededRandom(20261121)
    const sizes = Array.from({ length: 400 }, () => random.int(2 ** random.int(20)))
    const sent: string[] = []
    const got: string[] = []
    const done = new Promise<void>((resolve, reject) => {
      to.on('close', () => reject(new Error(`the connection ended after ${got.length} messages`)))
      to.on('data', (data) => got.push(hash(data)) === sizes.length && resolve())
    })
    for (const size of sizes) {
      const message = Buffer.alloc(size + 1)
      for (let at = 0; at + 4 <= message.length; at += 4) message.writeUInt32LE(random.int(2 ** 32), at)
      sent.push(hash(message))
      if (!from.write(message)) await new Promise<void>((resolve) => from.once('drain', resolve))
    }
    await done
    expect(got).toEqual(sent)
  })

  it('are not reported packet by packet', async () => {
    const { from, to, calls } = await pair()
    const count = 32
    let got = 0
    const done = new Promise<void>((resolve) => void to.on('data', () => ++got === count && resolve()))
    for (let n = 0; n < count; n++) from.write(Buffer.alloc(LONG, n))
    await done
    // 187 packets each; one call for the beginning, one for the most of it, one for each of the last packets
    expect(calls()).toBeLessThan(count * 8)
  })

  it('count as activity although they arrive slowly', async () => {
    const { from, to, clock, calls } = await pair()
    const raw = to.rawStream as Raw
    const first = new Promise<Buffer>((resolve) => void to.on('data', resolve))
    const message = Buffer.alloc(LONG, 7)
    const bytes = await sealed(from, message)
    const write = (begin: number, end: number): void => void (from.rawStream as Raw).write(bytes.subarray(begin, end))
    const come = async (begin: number, end: number): Promise<void> => {
      const before = raw.bytesReceived
      write(begin, end)
      // headers of packets count, too
      await vi.waitFor(() => expect(raw.bytesReceived).toBeGreaterThan(before + end - begin), WAIT)
    }
    await come(0, 100_000)
    const before = calls()
    // no packet has been told of since the first: the next one after a while tells of all
    await come(100_000, 101_000)
    expect(calls()).toBe(before)
    clock.advance(FLUSH_MS)
    write(101_000, 102_000)
    await vi.waitFor(() => expect(calls()).toBe(before + 1), WAIT)
    clock.advance(FLUSH_MS)
    write(102_000, 103_000)
    await vi.waitFor(() => expect(calls()).toBe(before + 2), WAIT)
    write(103_000, bytes.length)
    expect((await first).equals(message)).toBe(true)
  })

  it('leave no timer when the connection ends in the middle of one', async () => {
    const { from, to, clock } = await pair()
    const closed = new Promise<void>((resolve) => void to.on('close', resolve))
    ;(from.rawStream as Raw).write((await sealed(from, Buffer.alloc(LONG, 7))).subarray(0, 50_000))
    await vi.waitFor(() => expect(clock.begun).toBe(1), WAIT)
    from.destroy()
    await closed
    clock.advance(20_000)
    expect(clock.begun).toBe(1)
  })
})
