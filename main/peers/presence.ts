import type { Subscribable } from '../base/emitter.ts'
import type { PeerRegistry } from './peers.ts'
import type { Sightings } from './sightings.ts'

/** Peers that connect, change their name, and leave; the overlay implements it. */
export type PresenceEvents = Subscribable<{
  peer: { key: string; hello: { name: string } }
  hello: { key: string; hello: { name: string } }
  peerLeft: { key: string }
}>

/** Keeps the registry up to date with connected peers and their names, and records their sessions. */
export function trackPresence(connections: PresenceEvents, peers: PeerRegistry, sightings?: Sightings): void {
  const joined = ({ key, hello }: { key: string; hello: { name: string } }): void => peers.joined(key, hello.name)
  connections.on('peer', joined)
  connections.on('hello', joined)
  connections.on('peer', ({ key }) => sightings?.joined(key))
  connections.on('peerLeft', ({ key }) => {
    peers.left(key)
    sightings?.left(key)
  })
}
