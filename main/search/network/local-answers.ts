import type { CommunityHit } from '../../domain/community-hit.ts'
import { MAX_NAME, type RemoteHit } from '../../protocol/query.ts'
import type { IndexedEntry, SearchIndex } from '../local/search-index.ts'
import type { UnderstoodQuery } from '../query/parser.ts'
import { redactPrivateTerms } from '../query/redact.ts'
import type { Search } from '../search.ts'
import type { RestrictedFiles } from './announced-files.ts'
import { communityAnswers } from './community-answers.ts'
import type { LocalAnswers } from './ports.ts'
import { encodeHitMetadata } from './remote-hits.ts'

/** Maximum number of providers of one content in an answer. */
const MAX_HOLDERS = 4
/** Holders of this many contents are looked up at a time. */
const ROOTS_AT_ONCE = 16
/** Longest extension, with its dot, that is kept when a name is cut. */
const MAX_EXTENSION = 12

export interface IndexAnswersOptions {
  self: string
  index: SearchIndex
  search: Pick<Search, 'roots'>
  /** Connected peers and the communities in common with each; the overlay implements it. */
  network: { readonly peers: ReadonlyMap<string, { communities: ReadonlySet<string> }> }
  /** Left out: no folder is restricted to a community. */
  library?: RestrictedFiles
}

/**
 * Answers queries of other peers from the local index: with files of this node, and with those published by connected
 * peers of the community.
 */
export class IndexAnswers implements LocalAnswers {
  readonly #options: IndexAnswersOptions

  constructor(options: IndexAnswersOptions) {
    this.#options = options
  }

  async answer(asked: UnderstoodQuery, community: string, max: number, signal: AbortSignal): Promise<RemoteHit[]> {
    const { self, index, search, library } = this.#options
    const query = redactPrivateTerms(asked.query)
    if (query.type === 'all') return []
    const hits: RemoteHit[] = []
    const own = new Set<string>()
    const roots = await search.roots({ query, maxEntries: max * 4, stranger: true }, signal)
    for (const [place, root] of roots.entries()) {
      // the event loop runs in between
      if (place % ROOTS_AT_ONCE === ROOTS_AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve))
      if (signal.aborted) return []
      const holders = index
        .holders(root)
        .filter((entry) => this.#mayBeNamed(entry, community))
        .sort((a, b) => Number(b.peer === self) - Number(a.peer === self))
        .slice(0, MAX_HOLDERS)
      for (const entry of holders) {
        if (entry.peer === self) own.add(root)
        hits.push(indexedHit(root, entry))
      }
      if (hits.length >= max) break
    }
    // files of restricted folders may not be in the index yet
    const restricted = library
      ? communityAnswers(query, community, max, library).filter(({ root }) => !own.has(root))
      : []
    hits.unshift(...restricted.map((hit) => restrictedHit(hit, self)))
    return hits.slice(0, max)
  }

  /** Restricted entries are revealed to members only, and peers that are offline or excluded are not named. */
  #mayBeNamed({ peer, only }: IndexedEntry, community: string): boolean {
    const { self, network } = this.#options
    if (peer === self) return only === undefined || only === community
    return network.peers.get(peer)?.communities.has(community) === true
  }
}

function indexedHit(root: string, { peer, path, size, modified, kind, metadata }: IndexedEntry): RemoteHit {
  return { root, name: nameOf(path), size, modified, kind, meta: encodeHitMetadata(metadata), holder: peer }
}

function restrictedHit({ root, path, size, modified, kind }: CommunityHit, self: string): RemoteHit {
  return {
    root,
    name: nameOf(path),
    size,
    modified: Math.round(modified),
    kind,
    meta: new Uint8Array(0),
    holder: self,
  }
}

/** The base name, cut to the wire's limit of UTF-8 bytes; the extension is kept. */
function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (Buffer.byteLength(name) <= MAX_NAME) return name
  const dot = name.lastIndexOf('.')
  const tail = dot > 0 && name.length - dot <= MAX_EXTENSION ? name.slice(dot) : ''
  const letters = Array.from(name.slice(0, name.length - tail.length))
  while (Buffer.byteLength(letters.join('')) + Buffer.byteLength(tail) > MAX_NAME)
    letters.length -= Math.max(1, Math.ceil(letters.length / 16))
  return letters.join('') + tail
}
