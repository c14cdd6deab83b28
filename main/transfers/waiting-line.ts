import type { Channel, ChannelHub } from '../base/channel.ts'
import type { Clock } from '../base/clock.ts'
import type { QueuePlace } from '../contract/transfer-views.ts'
import { MOST_PLACES, type QueueMessages } from './queue-messages.ts'
import { INVITE_MS, type Place, type UploadSlots } from './upload-slots.ts'

/** A place is told when it changes, and again after so many ms. */
const AGAIN_MS = 30_000
/** What a provider said is believed for so long, in ms. */
const STALE_MS = 90_000
/** Places are looked at so often, in ms, whatever the changes between. */
const LOOK_MS = 1000

export interface WaitingLineOptions {
  hub: ChannelHub<QueueMessages>
  clock: Clock
  slots: UploadSlots
  /** A provider keeps a slot for me. */
  onTurn(peer: string): void
  /** A provider told me where I stand. */
  onPlace(peer: string): void
}

/** Both ends of waiting: tells those who wait at my node where they stand, and remembers where I stand at others. */
export class WaitingLine {
  readonly #o: WaitingLineOptions
  readonly #told = new Map<string, { key: string; at: number }>()
  readonly #mine = new Map<string, { place: QueuePlace; at: number }>()
  #off = (): void => {}
  #looked = -Infinity

  constructor(options: WaitingLineOptions) {
    this.#o = options
  }

  start(): void {
    this.#off = this.#o.hub.onOpen((channel) => this.#opened(channel))
  }

  close(): void {
    this.#off()
  }

  /** It is this peer's turn. */
  invite(peer: string): void {
    this.#told.delete(peer)
    this.#o.hub.channels.get(peer)?.send('turn', { seconds: INVITE_MS / 1000 })
  }

  /** Tells whoever's place has changed; call about once a second. */
  look(): void {
    const now = this.#o.clock.now()
    if (now - this.#looked < LOOK_MS) return
    this.#looked = now
    this.#o.slots.expire(now)
    const places = this.#o.slots.places(now)
    const waiting = new Set<string>()
    for (const place of places) {
      waiting.add(place.peer)
      this.#tell(place, now)
    }
    for (const peer of this.#told.keys()) if (!waiting.has(peer)) this.#told.delete(peer)
  }

  /** Where I stand at `peer`, as far as it said lately. */
  at(peer: string): QueuePlace | null {
    const mine = this.#mine.get(peer)
    if (!mine) return null
    if (this.#o.clock.now() - mine.at < STALE_MS) return mine.place
    this.#mine.delete(peer)
    return null
  }

  /** I wait there no longer. */
  served(peer: string): void {
    this.#mine.delete(peer)
  }

  #tell({ peer, position, of, reason, weight }: Place, now: number): void {
    const channel = this.#o.hub.channels.get(peer)
    if (!channel || position > MOST_PLACES) return
    const key = `${position}/${of}/${reason}`
    const told = this.#told.get(peer)
    if (told?.key === key && now - told.at < AGAIN_MS) return
    this.#told.set(peer, { key, at: now })
    channel.send('place', { position, of, reason, weight: Math.round(weight * 100) })
  }

  #opened(channel: Channel<QueueMessages>): void {
    const { peer } = channel
    channel.on('place', ({ position, of, reason, weight }) => {
      if (position < 1 || of < position) return
      this.#mine.set(peer, { place: { position, of, reason, weight: weight / 100 }, at: this.#o.clock.now() })
      this.#o.onPlace(peer)
    })
    channel.on('turn', () => {
      this.#mine.delete(peer)
      this.#o.onTurn(peer)
    })
    channel.onClose(() => {
      this.#mine.delete(peer)
      this.#told.delete(peer)
    })
  }
}
