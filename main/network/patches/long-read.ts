// Patch of udx-native 1.21 under @hyperswarm/secret-stream 6.9: replaces the UDX stream's `_buffer` and `_consumeData`.
//
// What: UDX writes the rest of a long message straight into the memory of that message, and calls only when all but its
// last two packets are there. A message is of use only when it is whole, so nothing is late. Does nothing if the
// streams look different from the measured ones. (UDX calls when less than two packets of room are left, and leaves out
// a packet that finds no room.)
// Gain: a call for each packet cost a sixth of the receiver's main thread (714,000 packets a GB). Against a raw stream,
// transfers reach 0.91 to 0.94 of its speed instead of 0.83 to 0.87 (bench `transfer`, docs/transfers.md).
// Can go: when udx-native can read a given number of bytes into a given buffer, or when bulk data no longer travels
// through this stream.
import type { Clock } from '../../base/clock.ts'
import { reportExternalBytes } from '../../base/gc-pressure.ts'

/** Messages that lack fewer bytes are read packet by packet. */
const MIN_REST_BYTES = 8 * 1024
/**
 * A message that is not whole is passed on as far as it has arrived after this many ms, so that a slow peer does not
 * look dead (see SILENCE_MS).
 */
export const FLUSH_MS = 1000

/** State of the secret stream within the arriving message. */
export interface LongMessage {
  destroying: boolean
  /** 0: reading the three bytes of its length; 1: reading the message. */
  _state?: unknown
  /** Length of the message, and bytes that have arrived. */
  _len?: unknown
  _tmp?: unknown
  /** Its memory; null until it is known to need more than one packet. */
  _message?: Uint8Array | null
}

/** The UDX stream below the secret stream. */
export interface PacketSource {
  /** Where UDX writes the next packet. */
  _buffer?: Uint8Array
  _handle?: unknown
  /** Takes what UDX has written. */
  _consumeData?: (bytes: number) => Uint8Array
  setInteractive?: (interactive: boolean) => void
}

/** Returns a function to be called after each arrival, when the secret stream has processed it. */
export function readLongMessages(message: LongMessage, raw: PacketSource, clock: Clock): () => void {
  const { _consumeData: consume, setInteractive } = raw
  if (typeof consume !== 'function' || typeof setInteractive !== 'function' || !(raw._buffer instanceof Uint8Array))
    return () => {}
  // the library's check is inverted: it changes the mode of closed streams only
  const packetByPacket = (value: boolean): void => setInteractive.call({ _closed: true, _handle: raw._handle }, value)
  /** UDX's own memory while it writes into a message. */
  let aside: Uint8Array | null = null
  let watched = false
  // streams of the DHT start in a UDX mode that waits for 64 KiB without a time limit
  packetByPacket(true)

  raw._consumeData = (bytes) => {
    if (!aside) return consume.call(raw, bytes)
    const got = (raw._buffer as Uint8Array).subarray(0, bytes)
    raw._buffer = aside
    aside = null
    packetByPacket(true)
    return got
  }

  const watch = (): void => {
    watched = true
    clock.after(FLUSH_MS, () => {
      watched = false
      if (!aside || message.destroying) return
      packetByPacket(true)
      watch()
    })
  }

  return () => {
    const { _state: state, _len: length, _tmp: got, _message: memory } = message
    if (
      state !== 1 ||
      !memory ||
      typeof length !== 'number' ||
      typeof got !== 'number' ||
      length - got < MIN_REST_BYTES
    )
      return
    aside = raw._buffer as Uint8Array
    raw._buffer = memory.subarray(got)
    packetByPacket(false)
    reportExternalBytes(length)
    if (!watched) watch()
  }
}
