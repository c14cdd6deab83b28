import { rootTopic } from '../network/discovery/dht-topics.ts'

/** Named holders of one content that are called at a time. */
const MAX_CALLED = 4

/** Finds holders of a content over the DHT, and lets this node be found as one. */
export interface RootFinder {
  /** Lets this node be found as a holder, in each of its communities; false if the budget of topics is used up. */
  announce(root: string): boolean
  withdraw(root: string): Promise<void>
  /**
   * Holders that have come on a call, by key: those `named` by whoever asks, then those found; each is connected when
   * it is yielded.
   */
  find(root: string, signal?: AbortSignal, named?: readonly string[]): AsyncIterable<string>
}

export interface RootFinderParts {
  overlay: {
    rendezvous: {
      announce(topic: string): boolean
      withdraw(topic: string): Promise<void>
      lookup(topic: string, options: { signal?: AbortSignal }): AsyncIterable<string>
    }
    visits: { visit(peer: string): Promise<boolean> }
  }
  /** Ids of my communities. */
  communities: () => readonly string[]
  /** True when the user wants to search on this machine only. */
  localOnly: () => boolean
  /** An excluded peer is not called, and takes nobody else's place among those that are. */
  isExcluded: (peer: string) => boolean
}

export function findRoots({ overlay, communities, localOnly, isExcluded }: RootFinderParts): RootFinder {
  return {
    announce: (root) =>
      !localOnly() &&
      communities()
        .map((id) => overlay.rendezvous.announce(rootTopic(id, root)))
        .some(Boolean),
    withdraw: async (root) =>
      void (await Promise.all(communities().map((id) => overlay.rendezvous.withdraw(rootTopic(id, root))))),
    async *find(root, signal, named = []) {
      // an answer from far away names who has it: nobody else need be asked
      const calls = named
        .filter((peer) => !isExcluded(peer))
        .slice(0, MAX_CALLED)
        .map(async (peer) => ((await overlay.visits.visit(peer)) ? peer : null))
      for (const call of calls) {
        const peer = await call
        if (peer !== null) yield peer
        if (signal?.aborted) return
      }
      if (localOnly()) return
      for (const id of communities()) {
        for await (const peer of overlay.rendezvous.lookup(rootTopic(id, root), { ...(signal && { signal }) })) {
          if (!isExcluded(peer) && (await overlay.visits.visit(peer))) yield peer
          if (signal?.aborted) return
        }
      }
    },
  }
}
