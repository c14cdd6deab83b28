import type { CommunityHit } from '../../domain/community-hit.ts'
import type { Metadata } from '../../domain/metadata.ts'
import type { OwnIndexer } from '../local/own-indexer.ts'

/** Maximum number of files restricted to one community that keywords are chosen from. */
const MAX_OF_COMMUNITY = 20_000

/** Files that only the members of one community may see; the library implements it. */
export interface RestrictedFiles {
  /** Files whose paths contain all words, at most `max`. */
  ofCommunity(community: string, words: readonly string[], max: number): CommunityHit[]
}

/** The files that members of a community can find on this node: those shared with it alone and the public ones. */
export async function* announcedFiles(
  own: Pick<OwnIndexer, 'entries'>,
  community: string,
  restricted?: RestrictedFiles,
): AsyncGenerator<{ path: string; metadata?: Metadata | undefined }, void, void> {
  if (restricted) yield* restricted.ofCommunity(community, [], MAX_OF_COMMUNITY)
  for await (const { path, entry } of own.entries()) yield { path, metadata: entry.metadata }
}
