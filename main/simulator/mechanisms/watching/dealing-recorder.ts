import { seededRandom } from '../../../base/random.ts'
import { STRANGER } from '../../../contract/views/drawing-views.ts'
import { type DealingOutcome, type DealingWatch, SERVED } from './dealing-watch.ts'

/** Parts that a run is cut into; one with fewer rounds has as many. */
export const TICKS = 240
/** Dealings that are kept of each part, drawn evenly from all of it. */
const DEALINGS_A_TICK = 24
/** Generations of names are counted modulo this. */
const NAMES = 2 ** 20

/** Takes down what a drawing of a run shows: some dealings of each part, all changes of peers, and curves. */
export class DealingRecorder implements DealingWatch {
  kinds: number[] = []
  kindNames: readonly string[] = []
  /** Part, asker, provider, and outcome (plus STRANGER): four numbers a dealing. */
  readonly dealings: number[] = []
  /** Part, peer, and what it does from then on: three numbers a change. */
  readonly states: number[] = []
  readonly curves = new Map<string, (number | null)[]>()
  ticks = 0
  #closed = 0
  /** Dealings of the part so far that may be kept: asker, provider and outcome. */
  readonly #sample: (readonly [asker: number, provider: number, code: number])[] = []
  /** Not of the run's streams, which watching must not move. */
  readonly #random = seededRandom(1)
  #requests = 0
  #served = 0
  #state: number[] = []
  #names: number[] = []
  /** Pairs that have dealt, by the names that they had. */
  readonly #known = new Map<number, number>()

  peers(kinds: ArrayLike<number>, names: readonly string[]): void {
    this.kinds = Array.from(kinds)
    this.kindNames = names
    this.#state = this.kinds.map(() => -1)
    this.#names = this.kinds.map(() => 0)
  }

  dealt(asker: number, provider: number, outcome: DealingOutcome): void {
    this.#requests++
    if (outcome === SERVED) this.#served++
    const pair = asker * this.kinds.length + provider
    const names = (this.#names[asker] as number) * NAMES + (this.#names[provider] as number)
    const isStranger = this.#known.get(pair) !== names
    this.#known.set(pair, names)
    // reservoir sampling: each request of the part is kept with the same probability
    const place = this.#sample.length < DEALINGS_A_TICK ? this.#sample.length : this.#random.int(this.#requests)
    if (place < DEALINGS_A_TICK) this.#sample[place] = [asker, provider, outcome + (isStranger ? STRANGER : 0)]
  }

  renamed(peer: number): void {
    this.#names[peer] = ((this.#names[peer] ?? 0) + 1) % NAMES
  }

  moment(done: number, state: (peer: number) => number, values: Readonly<Record<string, number>>): void {
    if (Math.floor(done * TICKS + 1e-9) <= this.#closed) return
    this.#closed = Math.floor(done * TICKS + 1e-9)
    for (let peer = 0; peer < this.kinds.length; peer++) {
      const now = state(peer)
      if (now === this.#state[peer]) continue
      this.#state[peer] = now
      this.states.push(this.ticks, peer, now)
    }
    const cooperation = this.#requests > 0 ? this.#served / this.#requests : undefined
    for (const [name, value] of Object.entries({ ...values, cooperation })) {
      const curve = this.curves.get(name) ?? []
      this.curves.set(name, curve)
      curve.push(value === undefined || Number.isNaN(value) ? null : value)
    }
    for (const dealing of this.#sample) this.dealings.push(this.ticks, ...dealing)
    this.#sample.length = 0
    this.ticks++
    this.#requests = this.#served = 0
  }
}
