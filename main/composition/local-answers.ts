import type { CommunityHit } from '../library/sharing/shared-file-access.ts'
import { communityAnswers } from './community-answers.ts'
import { redactPrivateTerms } from '../search/query/redact.ts'
import type { Search } from '../search/search.ts'
import type { LocalAnswers } from '../search/network/ports.ts'
import type { SearchIndex } from '../search/local/search-index.ts'
import { encodeHitMetadata } from '../search/network/remote-hits.ts'
import { MAX_NAME, type RemoteHit } from '../protocol/query.ts'

/** Holders of one content that an answer names. */
const MAX_HOLDERS = 4

export interface LocalAnswersParts {
  self: string
  index: SearchIndex
  search: Pick<Search, 'roots'>
  /** True for a peer that is connected now as a member of this community, and that I do not exclude. */
  isHere: (peer: string, community: string) => boolean
  /** My files that only members of a community may see; left out: there are none. */
  ofCommunity?: (community: string, words: readonly string[], most: number) => CommunityHit[]
}

/**
 * What this node answers to queries of others: what it has itself, and what its connected peers of that community
 * publish to it.
 */
export function localAnswers({ self, index, search, isHere, ofCommunity }: LocalAnswersParts): LocalAnswers {
  return {
    answer: async (asked, community, most) => {
      const query = redactPrivateTerms(asked.query)
      if (query.type === 'all') return []
      const hits: RemoteHit[] = []
      const own = new Set<string>()
      for (const root of await search.roots({ query, most: most * 4 })) {
        // what one community sees is told to its members alone
        const holders = index
          .holders(root)
          .filter(({ peer, only }) =>
            peer === self ? only === undefined || only === community : isHere(peer, community),
          )
          .sort((a, b) => Number(b.peer === self) - Number(a.peer === self))
          .slice(0, MAX_HOLDERS)
        for (const { peer, path, size, modified, kind, metadata } of holders) {
          if (peer === self) own.add(root)
          hits.push({
            root,
            name: cut(path.slice(path.lastIndexOf('/') + 1)),
            size,
            modified,
            kind,
            meta: encodeHitMetadata(metadata),
            holder: peer,
          })
        }
        if (hits.length >= most) break
      }
      // files of such folders that are not in the index yet
      const fresh = ofCommunity
        ? communityAnswers(query, community, most, ofCommunity).filter(({ root }) => !own.has(root))
        : []
      hits.unshift(
        ...fresh.map(({ root, path, size, modified, kind }) => ({
          root,
          name: cut(path.slice(path.lastIndexOf('/') + 1)),
          size,
          modified: Math.round(modified),
          kind,
          meta: new Uint8Array(0),
          holder: self,
        })),
      )
      return hits.slice(0, most)
    },
  }
}

/** A name within the wire's limit of UTF-8 bytes; the extension stays. */
function cut(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME) return name
  const dot = name.lastIndexOf('.')
  const tail = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : ''
  const letters = Array.from(name.slice(0, name.length - tail.length))
  while (Buffer.byteLength(letters.join('')) + Buffer.byteLength(tail) > MAX_NAME)
    letters.length -= Math.max(1, Math.ceil(letters.length / 16))
  return letters.join('') + tail
}
