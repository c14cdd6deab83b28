// Patch of hyperswarm 4.17.2 over hyperdht 6.34.0: replaces `firewall` of the server of a swarm, an option of the DHT's
// servers that Hyperswarm sets itself, and clears a field of the handshake that it is given.
//
// What: a peer for which there is no place gets an answer to its handshake, an error, and no stream. Does nothing if
// the server does not have the expected parts.
// Why: Hyperswarm's own `firewall` bans the key for good and answers nothing, so the peer waits for 10 s, in which it
// cannot be dialled either. Without it each refused peer gets a stream, whose buffer of 66 KiB the library keeps for
// 10 s, with the state of the handshake.
// Gain: a refused connection holds no stream. For 1,000 keys that connect again and again no steady gain was measured
// (66 and 301 MiB, and 55 to 320 without it).
// Can go: when Hyperswarm takes a function that refuses an inbound connection without a ban.
import type Hyperswarm from 'hyperswarm'

/** What the other side has sent in its handshake. */
interface HandshakePayload {
  /** Parameters of its stream; without them the server answers that the connection was aborted. */
  udx?: unknown
}

type Firewall = (key: Buffer, payload: HandshakePayload, address: { host: string } | null) => boolean | Promise<boolean>

/** Refuses inbound connections, before there is a stream, for which `hasPlace` is false. */
export function refuseEarly(swarm: Hyperswarm, hasPlace: (key: Buffer, host: string) => boolean): void {
  const server = swarm.server as unknown as { firewall?: Firewall }
  const { firewall } = server
  if (typeof firewall !== 'function') return
  server.firewall = async (key, payload, address) => {
    if (await firewall.call(server, key, payload, address)) return true
    if (typeof address?.host === 'string' && !hasPlace(key, address.host)) payload.udx = null
    return false
  }
}
