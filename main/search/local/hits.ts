import { displayPath, displayText } from '../../domain/text/display-text.ts'
import { fileKind } from '../../domain/file-kind.ts'
import type { SearchHit } from '../../contract/search.ts'
import { compareSources, sourceWeight } from './ranking.ts'
import type { IndexedEntry, SearchIndex } from './search-index.ts'
import type { KnownPeers } from '../known-peers.ts'
import type { DecodedHit } from '../network/remote-hits.ts'

const MAX_NAMES = 8
const MAX_SOURCES = 50

/** The downloads that have finished; the store implements it. */
export interface FinishedDownloads {
  /** Whether a download of this content has ever finished. */
  downloaded(root: string): boolean
}

export interface HitsOptions {
  /** My own key. */
  self: string
  index: Pick<SearchIndex, 'holders' | 'pathOf'>
  peers: KnownPeers
  downloads?: FinishedDownloads
}

/** Builds result rows: a content with all its names and sources, safe to show. */
export class Hits {
  readonly #options: HitsOptions

  constructor(options: HitsOptions) {
    this.#options = options
  }

  /** The row of a content, named after the index entry `entry`. Null if no peer has the content. */
  of(root: string, showExcluded: boolean, entry?: number, remote: readonly DecodedHit[] = []): SearchHit | null {
    const { self, index, downloads } = this.#options
    const holders = index.holders(root)
    if (holders.length === 0 && remote.length === 0) return null
    const size = this.#size(holders.length > 0 ? holders : remote.map(({ holder, size }) => ({ peer: holder, size })))
    const honest = holders.filter((holder) => holder.size === size)
    const own = honest.some(({ peer }) => peer === self)
    const remotes = remote.filter((hit) => hit.size === size)
    const path =
      (entry === undefined ? null : (honest.find(({ id }) => id === entry)?.path ?? index.pathOf(entry))) ??
      honest[0]?.path ??
      remotes[0]?.name ??
      ''
    const name = displayText(nameOf(path))
    const names = new Set(
      [...honest.map((holder) => nameOf(holder.path)), ...remotes.map((hit) => nameOf(hit.name))].map((one) =>
        displayText(one),
      ),
    )
    names.delete(name)
    const all = this.#sources(honest, remotes)
    const sources = showExcluded ? all : all.filter(({ trust }) => trust.decision !== 'bad')
    const metadata = this.#metadata([
      ...honest,
      ...remotes.map(({ holder, metadata: said }) => ({ peer: holder, ...(said && { metadata: said }) })),
    ])
    return {
      root,
      name,
      otherNames: [...names].slice(0, MAX_NAMES),
      size,
      kind: fileKind(nameOf(path)),
      modified: [...honest, ...remotes].reduce((most, { modified }) => Math.max(most, modified), 0),
      own,
      sources,
      ...(downloads && { downloaded: downloads.downloaded(root) }),
      ...(holders.length === 0 && { remote: true }),
      ...(metadata && { metadata }),
    }
  }

  /** All names of a content with the number of peers that use each. */
  names(root: string): { name: string; count: number }[] {
    const counts = new Map<string, number>()
    for (const { path } of this.#options.index.holders(root)) {
      const name = displayText(nameOf(path))
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count)
  }

  /** The sources, best first, without this node, whose files are marked `own`. */
  #sources(holders: readonly IndexedEntry[], remotes: readonly DecodedHit[]): SearchHit['sources'] {
    const { self, peers } = this.#options
    const paths = new Map(remotes.map(({ holder, name }) => [holder, name]))
    for (const { peer, path } of holders) paths.set(peer, path)
    paths.delete(self)
    const sources = [...paths].map(([peer, path]) => {
      const { name, fingerprint } = peers.names.named(peer)
      const online = peers.presence.isOnline(peer)
      const trust = peers.trust.trustOf(peer)
      return { publicKey: peer, name, fingerprint, online, trust, path: displayPath(path) }
    })
    return sources.sort(compareSources).slice(0, MAX_SOURCES)
  }

  #metadata(holders: readonly Pick<IndexedEntry, 'peer' | 'metadata'>[]): SearchHit['metadata'] {
    const { self } = this.#options
    const described = holders.filter(({ metadata }) => metadata !== undefined)
    if (described.length < 2) return described[0]?.metadata
    const worth = (peer: string): number => (peer === self ? 2 : this.#worth(peer))
    return described.reduce((best, one) => (worth(one.peer) > worth(best.peer) ? one : best)).metadata
  }

  #worth(peer: string): number {
    const { trust, presence } = this.#options.peers
    return sourceWeight({ trust: trust.trustOf(peer), online: presence.isOnline(peer) })
  }

  /** The size of a content. Equal roots imply equal sizes, so differing claims are decided by the trusted peers. */
  #size(holders: readonly { peer: string; size: number }[]): number {
    const first = holders[0]?.size ?? 0
    if (holders.every((entry) => entry.size === first)) return first
    const votes = new Map<number, number>()
    for (const { peer, size } of holders)
      votes.set(size, (votes.get(size) ?? 0) + (peer === this.#options.self ? Infinity : 0.01 + this.#worth(peer)))
    return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? first
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
