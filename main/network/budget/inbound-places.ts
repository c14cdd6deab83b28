// Which of the peers that connect to this node have a place. Places are bounded, since each costs memory, and keys are
// free: so a part of them is for trusted peers only, one network has few of the others, and when they are taken the
// peer of least worth gives way.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Clock } from '../../base/clock.ts'
import { toHex } from '../../base/hex.ts'
import { type RateLimit, TokenBucket } from '../../base/token-bucket.ts'
import { addressGroup } from './address-group.ts'
import { Offenders } from './offenders.ts'

/** Places for inbound connections. Outbound connections have their own, see MAX_OUTBOUND. */
export interface InboundLimits {
  total: number
  /** Of these, for peers that are not trusted. */
  strangers: number
  /** Strangers of one network (see addressGroup), once half of their places are taken. */
  perGroup: number
}

/**
 * Connections to peers that this node has found in its communities, whichever side opens them first; visits are not
 * counted. Nobody who just connects to this node takes one of these places.
 */
export const MAX_OUTBOUND = 32
export const INBOUND: InboundLimits = { total: 96, strangers: 64, perGroup: 8 }
/** A peer that has not sent its hello after this many ms gives way first. */
const GREETING_MS = 5000
/** An admitted peer does not give way to another stranger within this many ms. */
const STAY_MS = 60_000
/**
 * Places that strangers take from each other. Each such change costs a connection, so that those who connect again and
 * again would keep the node busy with nothing else.
 */
const CHANGES: RateLimit = { burst: 16, perSecond: 4 }

/** What counts about the peer of one inbound connection. */
export interface InboundPeer {
  /** When it connected, ms since the epoch. */
  since: number
  /** The network that it connects from; null is not counted. */
  group: string | null
  /** By this node's own evidence, or the user's decision. */
  trusted: boolean
  /** In a common community that is not open. */
  member: boolean
  /** Its hello has come, and was accepted. */
  greeted: boolean
  /** It exchanges files with this node. */
  busy: boolean
}

/**
 * Finds a place for a peer that connects at `now`: 'free', the peer that gives way to it, or null if there is none.
 */
export function findPlace<C extends InboundPeer>(
  newcomer: Pick<InboundPeer, 'group' | 'trusted'>,
  present: readonly C[],
  { total, strangers, perGroup }: InboundLimits,
  now: number,
): 'free' | C | null {
  const others = present.filter(({ trusted }) => !trusted)
  if (newcomer.trusted) return present.length < total ? 'free' : leastWorth(others, others, now, 0)
  const places = Math.min(strangers, total - (present.length - others.length))
  const neighbours = others.filter(({ group }) => group !== null && group === newcomer.group)
  if (2 * others.length >= places && neighbours.length >= perGroup) return leastWorth(neighbours, others, now, STAY_MS)
  return others.length < places ? 'free' : leastWorth(others, others, now, STAY_MS)
}

/** The one of least worth among `candidates` that may go; null if all must stay. */
function leastWorth<C extends InboundPeer>(
  candidates: readonly C[],
  others: readonly C[],
  now: number,
  stayMs: number,
): C | null {
  const crowd = (peer: C): number =>
    peer.group === null ? 0 : others.filter(({ group }) => group === peer.group).length
  const worth = (peer: C): number[] => [
    peer.greeted ? 2 : now - peer.since >= GREETING_MS ? 0 : 1,
    peer.member ? 1 : 0,
    -crowd(peer),
    peer.since,
  ]
  const ranked = candidates
    // whether it is busy is asked last, as the answer takes longest
    .filter((peer) => (!peer.greeted || Math.abs(now - peer.since) >= stayMs) && !peer.busy)
    .map((peer) => ({ peer, worth: worth(peer) }))
    .sort((a, b) => {
      const at = a.worth.findIndex((value, n) => value !== b.worth[n])
      return at < 0 ? 0 : (a.worth[at] ?? 0) - (b.worth[at] ?? 0)
    })
  return ranked[0]?.peer ?? null
}

/** An open connection as far as places are concerned. */
export interface PlacedConnection {
  connection: { readonly peer: string; readonly stream: NoiseSecretStream; close(): void }
  handshake: { readonly hello: unknown; readonly isMember: boolean }
  /** When it was opened, ms since the epoch. */
  since: number
  /** It takes one of the inbound places. */
  inbound: boolean
}

type Candidate = InboundPeer & Pick<PlacedConnection, 'connection'>

/** The address at the other end of a stream; empty if it has gone. */
function hostOf(stream: NoiseSecretStream): string {
  const { remoteHost } = (stream.rawStream ?? {}) as { remoteHost?: unknown }
  return typeof remoteHost === 'string' ? remoteHost : ''
}

export interface InboundPlacesOptions {
  policy: {
    trusts?: ((peer: string) => boolean) | undefined
    inbound?: InboundLimits | undefined
    addressGroup?: ((host: string) => string | null) | undefined
  }
  clock: Clock
  /** True for a peer that exchanges files with this node. */
  isBusy: (peer: string) => boolean
  /** There was no place for a peer that connected. */
  onCrowded: () => void
}

/** The places of a node. */
export class InboundPlaces {
  readonly #options: InboundPlacesOptions
  readonly #offenders: Offenders
  readonly #changes: TokenBucket

  constructor(options: InboundPlacesOptions) {
    this.#options = options
    this.#offenders = new Offenders(options.clock)
    this.#changes = new TokenBucket(CHANGES, options.clock)
  }

  /** To be called when a peer has broken a protocol: there is no place for it for a while. */
  offended(peer: string): void {
    this.#offenders.add(peer)
  }

  /** Finds a place for an inbound connection, closing another one if need be; false if there is none. */
  make(stream: NoiseSecretStream, open: Iterable<PlacedConnection>): boolean {
    const peer = toHex(stream.remotePublicKey)
    const place = this.#find(peer, hostOf(stream), open)
    if (place === 'free' || place === null) return place !== null
    if (!this.#isTrusted(peer)) this.#changes.take()
    place.connection.close()
    return true
  }

  /** True if there is a place for a peer that connects from this address; closes nothing. */
  exists(peer: string, host: string, open: Iterable<PlacedConnection>): boolean {
    return this.#find(peer, host, open) !== null
  }

  #find(peer: string, host: string, open: Iterable<PlacedConnection>): 'free' | null | Candidate {
    const { policy, clock, onCrowded } = this.#options
    if (this.#offenders.has(peer)) return null
    const present = [...open].filter(({ inbound }) => inbound).map((other) => this.#describe(other))
    const newcomer = { trusted: this.#isTrusted(peer), group: this.#groupOf(host) }
    const found = findPlace(newcomer, present, policy.inbound ?? INBOUND, clock.now())
    const place = found === 'free' || newcomer.trusted || this.#changes.msUntil(1) === 0 ? found : null
    if (place === null) onCrowded()
    return place
  }

  #describe({ connection, handshake, since }: PlacedConnection): Candidate {
    const { isBusy } = this.#options
    return {
      connection,
      since,
      group: this.#groupOf(hostOf(connection.stream)),
      trusted: this.#isTrusted(connection.peer),
      member: handshake.isMember,
      greeted: handshake.hello !== null,
      get busy() {
        return isBusy(connection.peer)
      },
    }
  }

  #isTrusted(peer: string): boolean {
    return this.#options.policy.trusts?.(peer) ?? false
  }

  #groupOf(host: string): string | null {
    return host === '' ? null : (this.#options.policy.addressGroup ?? addressGroup)(host)
  }
}
