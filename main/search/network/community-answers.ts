import type { CommunityHit } from '../../domain/community-hit.ts'
import type { Kind } from '../../domain/file-kind.ts'
import type { Query } from '../query/ast.ts'
import type { RestrictedFiles } from './announced-files.ts'

/** A query reduced to words that must all occur, and the kinds and extensions allowed. */
interface PlainQuery {
  words: string[]
  kinds: Kind[] | null
  extensions: string[] | null
}

/** Null for a query with any other condition, which these files cannot be tested for. */
function plainQuery(query: Query): PlainQuery | null {
  const plain: PlainQuery = { words: [], kinds: null, extensions: null }
  for (const item of query.type === 'and' ? query.items : [query]) {
    if (item.type === 'text' && item.field === null) plain.words.push(item.text)
    else if (item.type === 'kind') plain.kinds = item.kinds
    else if (item.type === 'ext') plain.extensions = item.extensions
    else return null
  }
  return plain.words.length > 0 ? plain : null
}

/**
 * Answers a member's query from the folders restricted to its community. They are in no published catalogue and no
 * shared index, so they are matched by the words of their paths alone.
 */
export function communityAnswers(query: Query, community: string, max: number, files: RestrictedFiles): CommunityHit[] {
  const plain = plainQuery(query)
  if (!plain) return []
  const { words, kinds, extensions } = plain
  return files
    .ofCommunity(community, words, max * 4)
    .filter(
      ({ kind, path }) =>
        (kinds?.includes(kind) ?? true) &&
        (extensions?.some((extension) => path.toLowerCase().endsWith(`.${extension}`)) ?? true),
    )
    .slice(0, max)
}
