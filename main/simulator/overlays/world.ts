import { mixSeed } from '../../base/random.ts'
import { Draw, OVERLAY_STREAMS } from './draw.ts'
import type { OverlaySettings } from './overlay-settings.ts'
import type { MessageTrace } from './tracing/message-trace.ts'
import { Zipf } from './zipf.ts'

/**
 * What every overlay works on: nodes that are live or dead, files that some of them hold, and the messages that each
 * has handled. Who holds a file is drawn anew from the file's own stream whenever it is asked, so that a million files
 * take no memory.
 */
export class World {
  readonly settings: OverlaySettings
  readonly seed: number
  /** Nodes, and as many files. */
  readonly nodes: number
  /** 1 where a node is live. */
  readonly live: Uint8Array
  liveCount: number
  /** Messages that each node has sent and received. */
  readonly load: Float64Array
  /** Whether outcomes carry their paths. */
  tracing = false
  /** Takes down each message of a query that is drawn. */
  trace: MessageTrace | undefined
  readonly popularity: Zipf
  readonly #queries: Draw
  readonly #stamp: Int32Array
  #stamps = 0
  readonly #holders: Int32Array
  #marked = -1

  constructor(settings: OverlaySettings, seed: number) {
    const { nodes } = settings
    this.settings = settings
    this.seed = seed
    this.nodes = nodes
    this.live = new Uint8Array(nodes).fill(1)
    this.liveCount = nodes
    this.load = new Float64Array(nodes)
    this.popularity = new Zipf(nodes, settings.zipf)
    this.#queries = new Draw(seed, OVERLAY_STREAMS.queries)
    this.#stamp = new Int32Array(nodes)
    this.#holders = new Int32Array(nodes)
  }

  /** A generator for one of `OVERLAY_STREAMS`. */
  draw(stream: keyof typeof OVERLAY_STREAMS): Draw {
    return new Draw(this.seed, OVERLAY_STREAMS[stream])
  }

  /** How many nodes hold `file`: proportional to its popularity, at least one. */
  copies(file: number): number {
    const { nodes, settings } = this
    const wanted = Math.round(settings.meanCopies * nodes * this.popularity.share(file))
    return Math.min(nodes, Math.max(1, wanted))
  }

  /** The nodes that hold `file`, dead ones included, and marks them for `holds`. Valid until the next call. */
  holders(file: number): Int32Array {
    const count = this.copies(file)
    const list = this.#holders
    const stamp = ++this.#stamps
    const random = new Draw(mixSeed(this.seed, OVERLAY_STREAMS.copies), file)
    for (let found = 0; found < count;) {
      const node = random.int(this.nodes)
      if (this.#stamp[node] === stamp) continue
      this.#stamp[node] = stamp
      list[found++] = node
    }
    this.#marked = file
    return list.subarray(0, count)
  }

  /** The first live holder of `file`, or -1. Marks the holders for `holds`. */
  liveHolder(file: number): number {
    return this.holders(file).find((node) => this.live[node] === 1) ?? -1
  }

  /** Whether live `node` holds `file`. */
  holds(node: number, file: number): boolean {
    if (this.#marked !== file) this.holders(file)
    return this.#stamp[node] === this.#stamps && this.live[node] === 1
  }

  /** A live node, drawn evenly; there must be one. */
  liveNode(random: Draw): number {
    let node = random.int(this.nodes)
    while (this.live[node] === 0) node = random.int(this.nodes)
    return node
  }

  /** The next query of the workload: nobody asks for what it holds, unless everybody drawn does. */
  nextQuery(random = this.#queries): { node: number; file: number } {
    const file = this.popularity.draw(random)
    this.holders(file)
    let node = this.liveNode(random)
    for (let tries = 0; tries < 20 && this.holds(node, file); tries++) node = this.liveNode(random)
    return { node, file }
  }

  /** Counts messages that `node` has sent or received; the dead handle none. */
  handled(node: number, messages: number): void {
    if (this.live[node] === 1) this.load[node] = (this.load[node] as number) + messages
  }

  setLive(node: number, live: boolean): void {
    if ((this.live[node] === 1) === live) return
    this.live[node] = live ? 1 : 0
    this.liveCount += live ? 1 : -1
  }
}

/** 32 well-spread bits of a file's name: its key in the overlays that hash. */
export const keyOf = (file: number, salt = 0): number => mixSeed(file, 0x5eed + salt)
