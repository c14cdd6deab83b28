import type { Clock } from '../../base/clock.ts'
import { reportExternalBytes } from '../../base/gc-pressure.ts'

/** Of a message that lacks less, the packets come one by one. */
const WORTH_BYTES = 8 * 1024
/**
 * What has come of a message is shown after so long, in ms, even if it is not whole, so that a slow peer does not look
 * silent (connection.ts).
 */
export const SHOW_MS = 1000

/** Where the secret stream stands in the message that arrives. */
export interface LongMessage {
  destroying: boolean
  /** 0: in the three bytes of its length; 1: in the message itself. */
  _state?: unknown
  /** Bytes of the message, and how many of them have come. */
  _len?: unknown
  _tmp?: unknown
  /** Its memory; null until it is known that more than one packet is needed. */
  _message?: Uint8Array | null
}

/** The UDX stream below. */
export interface PacketSource {
  /** Where UDX writes what comes next. */
  _buffer?: Uint8Array
  _handle?: unknown
  /** Takes what UDX has written. */
  _consumeData?: (bytes: number) => Uint8Array
  setInteractive?: (interactive: boolean) => void
}

/**
 * Has UDX write the rest of a long message straight into that message, and call only when all but its last two packets
 * are there: a call
 * for each packet cost a sixth of the receiver's main thread (714,000 packets a GB). Nothing is late, for a message is
 * of use only when it is whole.
 * To be called after each arrival, when the secret stream has taken it. Does nothing if the library looks different
 * from what was measured
 * (udx-native 1: it calls when less than two packets of room are left, and leaves out a packet that finds no room).
 */
export function readLongMessages(message: LongMessage, raw: PacketSource, clock: Clock): () => void {
  const { _consumeData: consume, setInteractive } = raw
  if (typeof consume !== 'function' || typeof setInteractive !== 'function' || !(raw._buffer instanceof Uint8Array))
    return () => {}
  // the library's own check is the wrong way round: it would change the mode of closed streams only
  const packetByPacket = (value: boolean): void => setInteractive.call({ _closed: true, _handle: raw._handle }, value)
  /** UDX's own memory, while it writes into a message. */
  let aside: Uint8Array | null = null
  let watched = false
  // the DHT's streams begin with a mode of UDX's own that waits for 64 KiB and has no end to its patience
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
    clock.after(SHOW_MS, () => {
      watched = false
      if (!aside || message.destroying) return
      packetByPacket(true)
      watch()
    })
  }

  return () => {
    const { _state: state, _len: length, _tmp: got, _message: memory } = message
    if (state !== 1 || !memory || typeof length !== 'number' || typeof got !== 'number' || length - got < WORTH_BYTES)
      return
    aside = raw._buffer as Uint8Array
    raw._buffer = memory.subarray(got)
    packetByPacket(false)
    reportExternalBytes(length)
    if (!watched) watch()
  }
}
