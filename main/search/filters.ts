import type { SearchFilters, SizeClass, TrustClass } from '../contract/search.ts'
import type { Trust } from '../contract/trust.ts'
import type { Kind } from '../domain/file-kind.ts'

/** The facts about a content that filters and facets test, whether from the index or from answers of peers. */
export interface FilterFacts {
  kind: Kind
  sizeClass: SizeClass
  trust: TrustClass
  /** Names of the communities that its sources are in, by id. */
  communities: ReadonlyMap<string, string>
}

/** Upper bounds of the size classes in bytes, exclusive; anything larger is 'huge'. */
const SIZE_LIMITS: readonly (readonly [SizeClass, number])[] = [
  ['tiny', 100 * 1024],
  ['small', 10 * 1024 ** 2],
  ['medium', 100 * 1024 ** 2],
  ['large', 1024 ** 3],
]

/** The size class of a file of this many bytes. */
export function sizeClassOf(bytes: number): SizeClass {
  return SIZE_LIMITS.find(([, limit]) => bytes < limit)?.[0] ?? 'huge'
}

/** The trust class of a content by its sources: one trusted source is enough, and 'bad' needs all to be excluded. */
export function trustClassOf(sources: readonly { decision: Trust['decision'] }[]): TrustClass {
  if (sources.some(({ decision }) => decision === 'good')) return 'good'
  return sources.length > 0 && sources.every(({ decision }) => decision === 'bad') ? 'bad' : 'new'
}

/** Whether a content passes all filters, or all but `except`. An empty filter passes everything. */
export function passesFilters(
  { kind, sizeClass, trust, communities }: FilterFacts,
  filters: SearchFilters,
  except: keyof SearchFilters | null = null,
): boolean {
  return (
    (except === 'kinds' || filters.kinds.length === 0 || filters.kinds.includes(kind)) &&
    (except === 'sizes' || filters.sizes.length === 0 || filters.sizes.includes(sizeClass)) &&
    (except === 'trusts' || filters.trusts.length === 0 || filters.trusts.includes(trust)) &&
    (except === 'communities' ||
      filters.communities.length === 0 ||
      filters.communities.some((id) => communities.has(id)))
  )
}
