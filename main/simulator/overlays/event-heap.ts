/** What happens next: events by time, those of the same time in the order in which they were added. */
export class EventHeap<E> {
  readonly #events: { time: number; order: number; event: E }[] = []
  #added = 0

  get size(): number {
    return this.#events.length
  }

  add(time: number, event: E): void {
    const heap = this.#events
    const added = { time, order: this.#added++, event }
    let at = heap.length
    heap.push(added)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#before(added, heap[parent] as typeof added)) break
      heap[at] = heap[parent] as typeof added
      at = parent
    }
    heap[at] = added
  }

  /** Removes the earliest event; undefined if there is none. */
  take(): { time: number; event: E } | undefined {
    const heap = this.#events
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && this.#before(heap[child + 1] as typeof last, heap[child] as typeof last)) child++
      if (!this.#before(heap[child] as typeof last, last)) break
      heap[at] = heap[child] as typeof last
      at = child
    }
    heap[at] = last
    return first
  }

  #before(a: { time: number; order: number }, b: { time: number; order: number }): boolean {
    return a.time < b.time || (a.time === b.time && a.order < b.order)
  }
}
