import type { SearchHit, SearchResult } from '../contract/search.ts'
import type { NodeClient } from '../node.ts'

/** The result is considered complete after this many ms without change. */
const QUIET_MS = 2_000

export interface FindOptions {
  text: string
  limit: number
  timeoutMs: number
  /** Ends the search early once it returns true. */
  enough: (result: SearchResult) => boolean
  signal: AbortSignal
}

/** Searches until `enough`, until all known catalogues are in and nothing changes, or until the timeout. */
export async function find(node: NodeClient, options: FindOptions): Promise<SearchResult> {
  const quiet = new AbortController()
  const signal = AbortSignal.any([options.signal, quiet.signal, AbortSignal.timeout(options.timeoutMs)])
  let result: SearchResult = { hits: [], total: 0, catalogues: 0, arriving: 0, hidden: { hits: 0, peers: 0 } }
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    for await (const next of node.handlers.search.run(
      { text: options.text, kinds: [], limit: options.limit },
      { signal },
    )) {
      result = next
      if (options.enough(result)) break
      clearTimeout(timer)
      if (result.arriving === 0 && result.hits.length > 0) timer = setTimeout(() => quiet.abort(), QUIET_MS)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    clearTimeout(timer)
  }
  return result
}

/** Online sources, most trusted first; one without ratings counts as 0.5. */
export function bestSources(hit: SearchHit): SearchHit['sources'] {
  const score = (source: SearchHit['sources'][number]): number =>
    source.trust.decision === 'bad' ? -1 : (source.trust.u ?? 0.5)
  return hit.sources.filter((source) => source.online).sort((a, b) => score(b) - score(a))
}
