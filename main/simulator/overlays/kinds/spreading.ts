import type { Graph } from '../graph.ts'
import type { MessageTrace } from '../tracing/message-trace.ts'
import type { World } from '../world.ts'

/** Nodes for which there is room at first. */
const ROOM = 1024

/** Above this many nodes the graph no longer fits the core's own caches. */
const LARGE = 50_000
/** Nodes whose neighbours are fetched together then. */
const BLOCK = 64

/**
 * Fetches what sending will need, so that cache misses overlap instead of queueing. The result only keeps the reads
 * from being optimised away.
 */
function touchAhead({ starts, targets }: Graph, mark: Int32Array, order: Int32Array, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value ^= targets[starts[order[at] as number] as number] as number
  for (let at = from; at < to; at++) {
    const node = order[at] as number
    const last = starts[node + 1] as number
    for (let i = starts[node] as number; i < last; i++) value ^= mark[targets[i] as number] as number
  }
  return value
}

/**
 * Spreads a query over a graph, breadth first: each node that it reaches sends it once to all its other neighbours.
 * Nodes reached are numbered in the order in which they were. All that is written while it spreads is kept by these
 * numbers, side by side in memory; of the nodes themselves there is one mark each.
 */
export class Spreading {
  /** Nodes reached by the last query, the first one included. */
  count = 0
  messages = 0
  /** The number of a node is its mark minus `#base`; lower marks are from earlier queries. */
  readonly #mark: Int32Array
  #base = 1
  #order = new Int32Array(ROOM)
  /** The nodes from which they got it first. */
  #sender = new Int32Array(ROOM)
  /** Messages that each has received and sent. */
  #handled = new Int32Array(ROOM)
  #touched = 0
  /** The first number at each distance. */
  readonly #rings: number[] = []
  /** How many of the nodes reached have sent. */
  #senders = 0

  constructor(nodes: number) {
    this.#mark = new Int32Array(nodes)
  }

  /** Spreads from a live node, and books what each node has handled. */
  spread(graph: Graph, world: World, start: number, ttl: number): void {
    this.#forget()
    const mark = this.#mark
    mark[start] = this.#base
    this.#order[0] = start
    this.#sender[0] = -1
    this.#handled[0] = 0
    this.#rings.length = 0
    this.count = 1
    this.messages = 0
    this.#senders = 0
    for (let depth = 1, from = 0; depth <= ttl && from < this.count; depth++) {
      const to = this.count
      this.#rings.push(to)
      // a block of nodes at a time, for whose neighbours there is room
      while (from < to) {
        const stop = Math.min(to, from + BLOCK)
        if (this.#mark.length > LARGE) this.#touched = touchAhead(graph, this.#mark, this.#order, from, stop)
        from = this.#send(graph, world.live, from, stop)
      }
      this.#senders = to
    }
    const { load } = world
    const order = this.#order
    const handled = this.#handled
    for (let i = 0; i < this.count; i++) {
      const node = order[i] as number
      load[node] = (load[node] as number) + (handled[i] as number)
    }
  }

  /**
   * Tells a trace the messages of the last query in the order in which they were sent, and that the node with number
   * `hit` answers (-1: none). `before`: hops that the query has behind it.
   */
  tell({ starts, targets }: Graph, trace: MessageTrace, hit: number, before = 0): void {
    for (let number = 0; number < this.#senders; number++) {
      const node = this.#order[number] as number
      const hop = before + 1 + (number === 0 ? 0 : this.distance(number))
      for (let i = starts[node] as number; i < (starts[node + 1] as number); i++)
        if (targets[i] !== this.#sender[number]) trace.sent(node, targets[i] as number, hop)
    }
    if (hit >= 0) trace.hit(this.#order[hit] as number, before + this.distance(hit))
  }

  /** The number of the first of `nodes` that the last query reached, -1 for none; the start does not count. */
  first(nodes: Int32Array): number {
    let first = -1
    for (const node of nodes) {
      const number = (this.#mark[node] as number) - this.#base
      if (number > 0 && (first < 0 || number < first)) first = number
    }
    return first
  }

  /** Hops from the start to the node with this number. */
  distance(number: number): number {
    const depth = this.#rings.findLastIndex((ring) => ring <= number)
    return depth + 1
  }

  /** The way from the start to the node with this number. */
  path(number: number): number[] {
    const path = [this.#order[number] as number]
    for (let at = number; at > 0;) {
      const sender = this.#sender[at] as number
      path.unshift(sender)
      at = (this.#mark[sender] as number) - this.#base
    }
    return path
  }

  /** Makes all marks those of an earlier query. */
  #forget(): void {
    this.#base += this.count
    if (this.#base < 0x7fffffff - this.#mark.length) return
    this.#mark.fill(0)
    this.#base = 1
  }

  /** The nodes with the numbers from `from` on, up to `to` as far as there is room, send; returns where it ended. */
  #send({ starts, targets }: Graph, live: Uint8Array, from: number, to: number): number {
    const mark = this.#mark
    const order = this.#order
    const sender = this.#sender
    const handled = this.#handled
    const base = this.#base | 0
    const room = order.length | 0
    let end = this.count | 0
    let messages = 0
    let at = from | 0
    for (; at < to; at = (at + 1) | 0) {
      const node = order[at] as number
      const first = starts[node] as number
      const last = starts[node + 1] as number
      if (((end + last) | 0) - first > room) break
      const back = sender[at] as number
      let sent = 0
      for (let i = first; i < last; i = (i + 1) | 0) {
        const other = targets[i] as number
        if (other === back) continue
        sent = (sent + 1) | 0
        const marked = mark[other] as number
        if (marked >= base) {
          const number = (marked - base) | 0
          handled[number] = ((handled[number] as number) + 1) | 0
        } else if (live[other] === 1) {
          mark[other] = base + end
          order[end] = other
          sender[end] = node
          handled[end] = 1
          end = (end + 1) | 0
        }
      }
      handled[at] = (handled[at] as number) + sent
      messages = (messages + sent) | 0
    }
    this.count = end
    this.messages += messages
    if (at < to) this.#grow()
    return at
  }

  #grow(): void {
    const grown = (list: Int32Array): Int32Array<ArrayBuffer> => {
      const longer = new Int32Array(list.length * 2)
      longer.set(list)
      return longer
    }
    this.#order = grown(this.#order)
    this.#sender = grown(this.#sender)
    this.#handled = grown(this.#handled)
  }
}
