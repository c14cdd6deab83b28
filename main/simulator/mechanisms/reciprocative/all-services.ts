import { CLAIMED } from '../kinds.ts'
import { MAX_COUNT, type Services } from './services.ts'

/** Who has served whom how often, in a small society: everybody remembers everybody, in two matrices of bytes. */
export class AllServices implements Services {
  readonly bytes: number
  readonly #N: number
  /** By provider, then asker; and the same by asker, then provider. */
  readonly #given: Uint8Array
  readonly #taken: Uint8Array
  readonly #colludes: (peer: number) => boolean

  constructor(N: number, colludes: (peer: number) => boolean) {
    this.#N = N
    this.#given = new Uint8Array(N * N)
    this.#taken = new Uint8Array(N * N)
    this.#colludes = colludes
    this.bytes = 2 * N
  }

  add(provider: number, asker: number): void {
    if (this.services(provider, asker) === MAX_COUNT) {
      this.#set(provider, asker, MAX_COUNT >> 1)
      this.#set(asker, provider, this.services(asker, provider) >> 1)
    }
    this.#set(provider, asker, this.services(provider, asker) + 1)
  }

  rename(peer: number): void {
    for (let other = 0; other < this.#N; other++) {
      this.#set(peer, other, 0)
      this.#set(other, peer, 0)
    }
  }

  services(provider: number, asker: number): number {
    return this.#given[provider * this.#N + asker] as number
  }

  flow(source: number, sink: number): number {
    const N = this.#N
    const given = this.#given.subarray(source * N, (source + 1) * N)
    const taken = this.#taken.subarray(sink * N, (sink + 1) * N)
    const praised = this.#colludes(source)
    let sum = taken[source] as number
    for (let between = 0; between < N; between++) {
      const last = taken[between] as number
      if (last === 0 || between === source) continue
      const known = given[between] as number
      const first = praised && this.#colludes(between) ? known + CLAIMED : known
      sum += first < last ? first : last
    }
    return sum
  }

  #set(provider: number, asker: number, count: number): void {
    this.#given[provider * this.#N + asker] = count
    this.#taken[asker * this.#N + provider] = count
  }
}
