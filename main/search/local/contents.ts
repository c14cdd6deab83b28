import type { Buffer } from 'node:buffer'
import { type FilterFacts, sizeClassOf, trustClassOf } from '../filters.ts'
import type { EntryReader, EntryRow, PeerView } from './entry-reader.ts'
import type { FindRequest, FindResult } from './finder.ts'
import { doubted, rank } from './ranking.ts'

/** Entries of one content: the same bytes under any name, from any owner. */
export interface Content extends FilterFacts {
  /** The entry that matches best. */
  row: EntryRow
  /** Its owners, as positions among the peers of the request. */
  owners: number[]
  modified: number
  relevance: number
  rank: number
  /** Only excluded or distrusted peers have it. */
  doubted: boolean
}

/** Contents for which all owners are read, also under names that do not match: more than a page shows. */
const MAX_OWNER_READS = 300
const MAX_OWNER_READS_FIRST = 100
/** Rows between two calls of `check`. */
const CHECK_EVERY = 1024
/** Ranks contents that only excluded peers have below everything else. */
const EXCLUDED_PENALTY = 10
const NO_COMMUNITIES: ReadonlyMap<string, string> = new Map()

/** Groups entries into contents with their owners, trust and, if `ranked`, rank; in the order of the entries. */
export function groupContents(
  reader: Pick<EntryReader, 'owners'>,
  rows: readonly EntryRow[],
  { peers, now, quick }: FindRequest,
  ranked: boolean,
  check?: () => void,
): Content[] {
  const byRoot = new Map<string, Content>()
  const top = ranked ? Math.max(rows[0]?.score ?? 0, Number.MIN_VALUE) : 1
  for (const [i, row] of rows.entries()) {
    if (i % CHECK_EVERY === 0) check?.()
    const key = (row.root as Buffer).toString('latin1')
    const known = byRoot.get(key)
    if (known) {
      if (!known.owners.includes(row.owner)) known.owners.push(row.owner)
      known.modified = Math.max(known.modified, row.modified)
    } else byRoot.set(key, newContent(row, row.score / top))
  }
  const contents = [...byRoot.values()]
  // the query may not match the names that other owners gave to a content
  for (const content of contents.slice(0, quick ? MAX_OWNER_READS_FIRST : MAX_OWNER_READS))
    content.owners = reader.owners(content.row.root)
  const communitiesOf = communitiesByOwners(peers)
  for (const [i, content] of contents.entries()) {
    if (i % CHECK_EVERY === 0) check?.()
    const sources = content.owners.flatMap((owner) => peers[owner] ?? []).filter(({ self }) => !self)
    const own = content.owners.some((owner) => peers[owner]?.self)
    content.trust = own ? 'own' : trustClassOf(sources)
    content.doubted = doubted({ own, sources })
    content.communities = communitiesOf(content.owners)
    if (!ranked) continue
    const { relevance, modified } = content
    content.rank = rank({ relevance, own, sources, age: now - modified })
    if (content.trust === 'bad') content.rank -= EXCLUDED_PENALTY
  }
  return contents
}

function newContent(row: EntryRow, relevance: number): Content {
  return {
    row,
    owners: [row.owner],
    modified: row.modified,
    relevance,
    rank: 0,
    doubted: false,
    kind: row.kind,
    sizeClass: sizeClassOf(row.size),
    trust: 'new',
    communities: NO_COMMUNITIES,
  }
}

/** The communities of a content's owners; most contents have one owner, whose map is shared. */
function communitiesByOwners(peers: readonly PeerView[]): (owners: readonly number[]) => ReadonlyMap<string, string> {
  const byOwner = peers.map(({ communities }) => new Map(communities.map(({ id, name }) => [id, name])))
  return (owners) => {
    const maps = owners.flatMap((owner) => byOwner[owner] ?? []).filter(({ size }) => size > 0)
    if (maps.length < 2) return maps[0] ?? NO_COMMUNITIES
    return new Map(maps.flatMap((communities) => [...communities]))
  }
}

/** Contents as typed arrays, which a thread transfers without a copy. */
export function packContents(
  contents: readonly Content[],
): Pick<FindResult, 'roots' | 'entries' | 'ranks' | 'relevance'> {
  const roots = new Uint8Array(contents.length * 32)
  contents.forEach(({ row }, i) => roots.set(row.root, i * 32))
  return {
    roots,
    entries: Float64Array.from(contents, ({ row }) => row.id),
    ranks: Float64Array.from(contents, (content) => content.rank),
    relevance: Float32Array.from(contents, (content) => content.relevance),
  }
}
