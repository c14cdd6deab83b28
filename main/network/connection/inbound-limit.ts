/** Maximum concurrent inbound connections; outbound ones are limited by the swarm. */
const MAX_INBOUND = 256

interface InboundConnection {
  connection: { readonly stream: { readonly isInitiator: boolean }; close(): void }
  handshake: { readonly hello: unknown }
}

/**
 * Makes room for one more inbound connection by closing the oldest one without a hello. False if all places are taken
 * by admitted peers.
 */
export function admitInbound(open: Iterable<InboundConnection>, max = MAX_INBOUND): boolean {
  const inbound = [...open].filter(({ connection }) => !connection.stream.isInitiator)
  if (inbound.length < max) return true
  const silent = inbound.find(({ handshake }) => !handshake.hello)
  silent?.connection.close()
  return silent !== undefined
}
