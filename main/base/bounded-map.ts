/** A map of at most `max` entries: setting one more deletes the oldest. For data that peers can create without end. */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #max: number

  constructor(max: number) {
    super()
    this.#max = max
  }

  override set(key: K, value: V): this {
    if (this.size >= this.#max && !this.has(key)) {
      for (const first of this.keys()) {
        this.delete(first)
        break
      }
    }
    return super.set(key, value)
  }
}
