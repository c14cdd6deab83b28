import { DEFAULT_PARAMETERS, type Parameters } from '../../reputation/parameters.ts'
import type { Ignored } from '../../reputation/robust/explanation.ts'
import { ROBUST_DEFAULTS, type RobustParameters } from '../../reputation/robust/parameters.ts'
import type { Judged } from '../ingest/rating-ingest.ts'
import type { RatingStore, StoredRating, TrustMode, TrustOptions } from '../ports.ts'
import { PaperTrustModel } from './paper-model.ts'
import { RatingGraph } from './rating-graph.ts'
import { RobustTrustModel } from './robust-model.ts'
import type { BlameShare, TrustModel } from './trust-model.ts'

/** Ratings folded at a time while the model is rebuilt. */
const PAGE = 1000

/** The trust model in use and the graph of ratings, both built from the store and updated rating by rating. */
export class TrustScores {
  readonly parameters: Parameters
  readonly #robust: Readonly<RobustParameters>
  readonly #me: string
  readonly #store: RatingStore
  #model: TrustModel
  #graph = new RatingGraph()
  #blame: readonly BlameShare[] = []

  /** `me` is the key of this node. */
  constructor(
    me: string,
    store: RatingStore,
    { mode = 'paper', parameters = DEFAULT_PARAMETERS, evidenceBytes }: TrustOptions = {},
  ) {
    this.#robust = { ...ROBUST_DEFAULTS, ...(evidenceBytes && { fullBytes: evidenceBytes }) }
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

  get graph(): RatingGraph {
    return this.#graph
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
    this.#graph = new RatingGraph()
    this.#model = this.#create(this.#model.mode)
    for (const rating of this.#store.all()) this.#add(rating, false)
  }

  /**
   * Like `reload`, but page by page: `pause` is awaited after each, and the former model is in use until the end. No
   * rating may be folded meanwhile.
   */
  async rebuild(pause: () => Promise<void>): Promise<void> {
    const before = this.#model
    before.save()
    const model = this.#create(before.mode)
    const graph = new RatingGraph()
    for (let page = this.#store.page(null, PAGE); page.length > 0;) {
      for (const rating of page) {
        model.fold(rating, false)
        graph.add(rating)
      }
      await pause()
      page = this.#store.page(page.at(-1) ?? null, PAGE)
    }
    this.#graph = graph
    // a switch of the mode has read the store anew
    if (this.#model !== before) return
    model.shareBlame(this.#blame)
    model.takeChanged()
    this.#model = model
  }

  /** Adds ratings that are in the store by now. */
  fold({ ratings, replaced }: Judged): void {
    // a rating corrected in the same batch never reached the store
    const gone = new Set([...replaced.values()].filter((before) => ratings.includes(before)))
    for (const rating of ratings) {
      if (gone.has(rating)) continue
      let before = replaced.get(rating)
      while (before && gone.has(before)) before = replaced.get(before)
      if (before) this.#graph.remove(before)
      this.#add(rating, before !== undefined)
      this.#model.mark(rating.subject, rating.time)
    }
  }

  /** Ratings without weight in the current mode, by reason. */
  ignored(): Ignored[] {
    return [...this.model.peers()].flatMap((peer) => this.model.ignored(peer))
  }

  #add(rating: StoredRating, corrected: boolean): void {
    this.#model.fold(rating, corrected)
    this.#graph.add(rating)
  }

  #create(mode: TrustMode): TrustModel {
    const model =
      mode === 'paper'
        ? new PaperTrustModel(this.parameters, (peer) => this.#store.of(peer))
        : new RobustTrustModel(this.#me, this.#robust, this.#store)
    model.shareBlame(this.#blame)
    return model
  }
}
