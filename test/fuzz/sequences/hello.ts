import { EventEmitter } from 'node:events'
import Protomux from 'protomux'
import { ManualClock } from '../../../main/base/clock.ts'
import { encodeWith } from '../../../main/base/codec.ts'
import { fromHex } from '../../../main/base/hex.ts'
import { TokenBucket, type RateLimit } from '../../../main/base/token-bucket.ts'
import type { Admission } from '../../../main/domain/meeting-place.ts'
import { Handshake } from '../../../main/network/connection/handshake.ts'
import type { PeerConnection } from '../../../main/network/connection/peer-connection.ts'
import { communityProof } from '../../../main/network/discovery/topic.ts'
import { type HelloMessages, handshakeProtocol } from '../../../main/protocol/handshake.ts'
import type { FuzzTarget } from '../target.ts'
import { turn } from './dialogue.ts'

const SELF = Buffer.alloc(32, 1)
const PEER = Buffer.alloc(32, 2)
const [OPEN, CLOSED] = ['aa'.repeat(32), 'bb'.repeat(32)]
const proofOf = (id: string): Buffer => communityProof(fromHex(id), PEER, SELF)
const GOOD = Buffer.from('member')

/** A frame as the multiplexer reads it: length, channel, number of the message, payload. */
function frame(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(2)
  head.writeUInt16LE(bytes.byteLength)
  return Buffer.concat([head, bytes])
}

const TYPES = Object.keys(handshakeProtocol.messages) as (keyof HelloMessages)[]

function said<K extends keyof HelloMessages>(type: K, message: HelloMessages[K]): Buffer {
  const payload = encodeWith(handshakeProtocol.messages[type].encoding, message)
  return frame(Buffer.concat([Buffer.from([1, TYPES.indexOf(type) + 1]), payload]))
}

const NAME = Buffer.from('hyoban/hello/2')
/** Opens the channel as number 1, like the frozen opening of hyoban/transfer. */
const opening = frame(Buffer.concat([Buffer.from([0, 1, 1, NAME.length]), NAME, Buffer.alloc(1)]))

const hello = (...proofs: Buffer[]): Buffer =>
  said('hello', { name: 'Eve', appVersion: '1.0.0', catalogueKey: Buffer.alloc(32, 3), proofs })

/** The stream of a connection without the network: frames in, frames out. */
class MemoryStream extends EventEmitter {
  readonly remotePublicKey = PEER
  readonly publicKey = SELF
  userData = null
  destroyed = false

  write(): boolean {
    return true
  }

  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.emit('close')
  }

  resume(): void {}
  pause(): void {}
}

/** Raw frames of a stranger: openings, hellos, credentials and grants in any order, and what is none of them. */
export const helloSequences: FuzzTarget = {
  name: 'sequence-hello',
  maxBytes: 4000,
  seeds: () => [
    Buffer.concat([opening, hello(proofOf(OPEN)), hello(), hello(proofOf(OPEN), proofOf(CLOSED))]),
    Buffer.concat([opening, hello(proofOf(CLOSED)), said('credential', { proof: proofOf(CLOSED), bytes: GOOD })]),
    Buffer.concat([opening, said('credential', { proof: proofOf(CLOSED), bytes: GOOD }), hello(proofOf(CLOSED))]),
    Buffer.concat([opening, hello(proofOf(CLOSED)), said('grant', { proof: proofOf(CLOSED), bytes: Buffer.of(0, 1) })]),
  ],
  words: [proofOf(OPEN), proofOf(CLOSED), GOOD, opening],
  async run(input) {
    const clock = new ManualClock()
    const stream = new MemoryStream()
    let admitted = 0
    let closed = false
    const close = (): void => {
      closed = true
      stream.destroy()
    }
    const failures: string[] = []
    // only what a handshake uses: a real PeerConnection needs a UDX stream
    const connection = {
      peer: PEER.toString('hex'),
      stream,
      mux: Protomux.from(stream as never),
      get closed() {
        return closed
      },
      hasRoom: true,
      wrote: () => true,
      room: async () => {},
      budget: { messages: (_: string, rate: RateLimit) => new TokenBucket(rate, clock), admit: () => {} },
      reject: close,
      close,
    } as unknown as PeerConnection
    const isGood = (bytes: Uint8Array): Admission =>
      GOOD.equals(bytes) ? { standing: 'member' } : { standing: 'refused', reason: 'no' }
    const gate = { credential: () => GOOD, judge: (_: string, bytes: Uint8Array) => isGood(bytes), granted: () => {} }
    const mayEnter = [proofOf(OPEN), proofOf(CLOSED)].some((proof) => input.includes(proof))
    const places = new Map([
      [OPEN, { id: OPEN }],
      [CLOSED, { id: CLOSED, gate }],
    ])
    const handshake = new Handshake({
      connection,
      local: {
        key: SELF,
        hello: { name: 'Alice', appVersion: '1.0.0', catalogueKey: Buffer.alloc(32) },
        places: places as never,
      },
      clock,
      events: {
        admitted: (_, communities) => {
          admitted++
          if (closed || communities.size === 0) failures.push('a peer without a community is admitted')
        },
        changed: () => {
          if (admitted === 0) failures.push('changes of a peer that is not admitted')
        },
        refused: () => {},
      },
      log: (line) => failures.push(line),
    })
    for (let at = 0; at + 2 <= input.length && !stream.destroyed;) {
      const length = input.readUInt16LE(at)
      stream.emit('data', Buffer.from(input.subarray(at + 2, at + 2 + length)))
      at += 2 + length
      await turn()
    }
    clock.advance(70_000)
    handshake.stop()
    if (admitted > 1) failures.push('admitted twice')
    if (admitted > 0 && !mayEnter) failures.push('admitted without a proof')
    if (admitted === 0 && !closed) failures.push('a stranger stays')
    close()
    if (failures.length > 0) throw new Error(failures.join('; '))
  },
}
