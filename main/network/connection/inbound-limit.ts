/**
 * Connections that others have opened, at a time; those that this node opens come on top, and the swarm counts them.
 */
export const MAX_CALLERS = 256

/** A connection as far as its place is concerned. */
interface Caller {
  connection: { readonly stream: { readonly isInitiator: boolean }; close(): void }
  greeting: { readonly hello: unknown }
}

/**
 * Makes room for one more caller: the one that has waited longest without a hello goes. False if all places are taken
 * by peers let in.
 */
export function admitInbound(open: Iterable<Caller>, most = MAX_CALLERS): boolean {
  const callers = [...open].filter(({ connection }) => !connection.stream.isInitiator)
  if (callers.length < most) return true
  const silent = callers.find(({ greeting }) => !greeting.hello)
  silent?.connection.close()
  return silent !== undefined
}
