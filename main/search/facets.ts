import type { Facets, SearchFilters } from '../contract/search.ts'
import { type FilterFacts, passesFilters } from './filters.ts'

type Counts<T> = Map<T, number>

/**
 * Counts contents by the values of each filter. A content counts for a filter if it passes all the others, so that
 * values that are not chosen keep their counts.
 */
export class FacetCounter {
  readonly #filters: SearchFilters
  readonly #kinds: Counts<Facets['kinds'][number]['value']>
  readonly #sizes: Counts<Facets['sizes'][number]['value']>
  readonly #trusts: Counts<Facets['trusts'][number]['value']>
  readonly #communities: Counts<string>
  readonly #names: Map<string, string>

  /** `start`: initial counts. */
  constructor(filters: SearchFilters, start?: Facets) {
    this.#filters = filters
    this.#kinds = countsOf(start?.kinds)
    this.#sizes = countsOf(start?.sizes)
    this.#trusts = countsOf(start?.trusts)
    this.#communities = countsOf(start?.communities)
    this.#names = new Map(start?.communities.map(({ value, name }) => [value, name]))
  }

  add(content: FilterFacts): void {
    const filters = this.#filters
    if (passesFilters(content, filters, 'kinds')) increment(this.#kinds, content.kind)
    if (passesFilters(content, filters, 'sizes')) increment(this.#sizes, content.sizeClass)
    if (passesFilters(content, filters, 'trusts')) increment(this.#trusts, content.trust)
    if (content.communities.size === 0 || !passesFilters(content, filters, 'communities')) return
    for (const [id, name] of content.communities) {
      increment(this.#communities, id)
      this.#names.set(id, name)
    }
  }

  /** The counts so far, the highest first. */
  get facets(): Facets {
    return {
      kinds: sorted(this.#kinds),
      sizes: sorted(this.#sizes),
      trusts: sorted(this.#trusts),
      communities: sorted(this.#communities).map((one) => ({ ...one, name: this.#names.get(one.value) ?? '' })),
    }
  }
}

function countsOf<T>(list: readonly { value: T; count: number }[] = []): Counts<T> {
  return new Map(list.map(({ value, count }) => [value, count]))
}

function increment<T>(counts: Counts<T>, value: T): void {
  counts.set(value, (counts.get(value) ?? 0) + 1)
}

function sorted<T>(counts: Counts<T>): { value: T; count: number }[] {
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
}
