import { DEFAULT_PARAMETERS, type Parameters } from '../../reputation/parameters.ts'
import { ROBUST_DEFAULTS } from '../../reputation/robust/parameters.ts'
import type { Judged } from '../ingest/rating-ingest.ts'
import type { RatingStore, StoredRating, TrustMode } from '../ports.ts'
import { PaperTrustModel } from './paper-model.ts'
import { RatingGraph } from './rating-graph.ts'
import { RobustTrustModel } from './robust-model.ts'
import type { BlameShare, TrustModel } from './trust-model.ts'

/** The trust model in use and the graph of ratings, both built from the store and updated rating by rating. */
export class TrustScores {
  readonly graph = new RatingGraph()
  readonly parameters: Parameters
  readonly #me: string
  readonly #store: RatingStore
  #model: TrustModel
  #blame: readonly BlameShare[] = []

  /** `me` is the key of this node; `parameters` are those of the paper mode. */
  constructor(me: string, store: RatingStore, mode: TrustMode, parameters: Parameters = DEFAULT_PARAMETERS) {
    this.#me = me
    this.#store = store
    this.parameters = parameters
    this.#model = this.#create(mode)
    for (const rating of store.all()) this.#add(rating, false)
    this.#model.takeChanged()
  }

  get model(): TrustModel {
    return this.#model
  }

  /** Computes trust in another mode from the same evidence. */
  switchTo(mode: TrustMode): void {
    this.#model.save()
    this.#model = this.#create(mode)
    for (const rating of this.#store.all()) this.#model.fold(rating, false)
    this.#model.takeChanged()
  }

  /** Replaces the shares of blame; see `TrustModel.shareBlame`. */
  shareBlame(shares: readonly BlameShare[]): void {
    this.#blame = shares
    this.#model.shareBlame(shares)
  }

  /** Rebuilds the model and graph from the store; unsaved courses of the former model are lost. */
  reload(): void {
    this.graph.clear()
    this.#model = this.#create(this.#model.mode)
    for (const rating of this.#store.all()) this.#add(rating, false)
  }

  /** Adds ratings that are in the store by now. */
  fold({ ratings, replaced }: Judged): void {
    // a rating corrected in the same batch never reached the store
    const gone = new Set([...replaced.values()].filter((before) => ratings.includes(before)))
    for (const rating of ratings) {
      if (gone.has(rating)) continue
      let before = replaced.get(rating)
      while (before && gone.has(before)) before = replaced.get(before)
      if (before) this.graph.remove(before)
      this.#add(rating, before !== undefined)
      this.#model.mark(rating.subject, rating.time)
    }
  }

  #add(rating: StoredRating, corrected: boolean): void {
    this.#model.fold(rating, corrected)
    this.graph.add(rating)
  }

  #create(mode: TrustMode): TrustModel {
    const model =
      mode === 'paper'
        ? new PaperTrustModel(this.parameters, (peer) => this.#store.of(peer))
        : new RobustTrustModel(this.#me, ROBUST_DEFAULTS, this.#store)
    model.shareBlame(this.#blame)
    return model
  }
}
