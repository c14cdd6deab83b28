import type { Kind } from '../domain/file-kind.ts'
import type { CommunityHit } from '../library/sharing/shared-file-access.ts'
import type { Query } from '../search/query/ast.ts'

/** A query that folders of a community can answer: words that all must occur, and which kinds and extensions may be. */
interface Plain {
  words: string[]
  kinds: Kind[] | null
  extensions: string[] | null
}

/**
 * The query as one of words, kinds and extensions; null for anything that says more: then nothing is better than too
 * much.
 */
function plain(query: Query): Plain | null {
  const all: Plain = { words: [], kinds: null, extensions: null }
  for (const item of query.type === 'and' ? query.items : [query]) {
    if (item.type === 'text' && item.field === null) all.words.push(item.text)
    else if (item.type === 'kind') all.kinds = item.kinds
    else if (item.type === 'ext') all.extensions = item.extensions
    else return null
  }
  return all.words.length > 0 ? all : null
}

/**
 * What members of a community are told of the folders that only they may see. Those stand in no catalogue and no index
 * that others read;
 * they are found by the words of their paths alone.
 */
export function communityAnswers(
  query: Query,
  community: string,
  most: number,
  ofCommunity: (community: string, words: readonly string[], most: number) => CommunityHit[],
): CommunityHit[] {
  const wanted = plain(query)
  if (!wanted) return []
  const { words, kinds, extensions } = wanted
  return ofCommunity(community, words, most * 4)
    .filter(
      ({ kind, path }) =>
        (kinds?.includes(kind) ?? true) &&
        (extensions?.some((extension) => path.toLowerCase().endsWith(`.${extension}`)) ?? true),
    )
    .slice(0, most)
}
