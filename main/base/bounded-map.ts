/**
 * A map of at most `most` entries: where one more is set, the one set first of all goes. For what peers bring about,
 * without end.
 */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #most: number

  constructor(most: number) {
    super()
    this.#most = most
  }

  override set(key: K, value: V): this {
    if (this.size >= this.#most && !this.has(key)) {
      for (const first of this.keys()) {
        this.delete(first)
        break
      }
    }
    return super.set(key, value)
  }
}
