import * as kind from './strategies.ts'

// Imported constants are looked up at each use; a module's own are compiled into the loop.
const { SERVE, RECIPROCATE, WHITEWASH, COLLUDE } = kind
const WORD = 1 / 4294967296

/** Services that each peer gave and took, in turns, and those of strangers. */
export interface SharedRecords {
  readonly records: Int32Array
  readonly strangers: Int32Array
  /** How likely a stranger is served; NaN: as strangers have given by what they took. */
  readonly stranger: number
}

/** Who takes part in a round. */
export interface RoundPeers {
  readonly strategy: Uint8Array
  /** Generators that draw the providers, and whether they serve. */
  readonly partners: Int32Array
  readonly service: Int32Array
  /** By strategy; the round adds to it. */
  readonly payoff: Float64Array
  readonly benefit: number
  readonly cost: number
  /** Services that each colluder claims. */
  readonly claims: number
}

/**
 * The requests of one round where all go by the same record: what `SharedHistory` decides and notes, in one loop over
 * plain arrays, with the same numbers bit for bit. Returns how many were served, and how many met peers that never do.
 */
export function playSharedRound(
  { records, strangers, stranger }: SharedRecords,
  { strategy, partners, service, payoff, benefit, cost, claims }: RoundPeers,
): { served: number; bad: number } {
  const N = strategy.length
  const others = N - 1
  const fixed = !Number.isNaN(stranger)
  let a = partners[0] as number
  let b = partners[1] as number
  let c = partners[2] as number
  let d = partners[3] as number
  let e = service[0] as number
  let f = service[1] as number
  let g = service[2] as number
  let h = service[3] as number
  let served = 0
  let bad = 0
  for (let asker = 0; asker < N; asker = (asker + 1) | 0) {
    const own = strategy[asker] as number
    const q = asker << 1
    if (own === WHITEWASH) records[q] = records[q | 1] = 0
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    let provider = ((t >>> 0) * others * WORD) | 0
    if (provider >= asker) provider = (provider + 1) | 0
    const does = strategy[provider] as number
    if (does !== SERVE && does !== RECIPROCATE) {
      bad = (bad + 1) | 0
      continue
    }
    const p = provider << 1
    const mine = records[p] as number
    const taken = records[p | 1] as number
    const claimed = own === COLLUDE ? claims : 0
    const gave = ((records[q] as number) + claimed) | 0
    const took = ((records[q | 1] as number) + claimed) | 0
    const isStranger = (gave | took) === 0
    if (does === RECIPROCATE) {
      let over: number
      let under: number
      if (isStranger) {
        over = fixed ? stranger : (strangers[0] as number)
        under = fixed ? 1 : (strangers[1] as number)
      } else if (mine === 0 || taken === 0) {
        over = gave
        under = took
      } else {
        over = +gave * +taken
        under = +took * +mine
      }
      if (over < under) {
        const luck = (((e + f) | 0) + h) | 0
        h = (h + 1) | 0
        e = f ^ (f >>> 9)
        f = (g + (g << 3)) | 0
        g = (((g << 21) | (g >>> 11)) + luck) | 0
        if ((luck >>> 0) * WORD >= over / under) continue
      }
    }
    served = (served + 1) | 0
    if ((mine | taken) === 0) strangers[0] = (strangers[0] as number) + 1
    if (isStranger) strangers[1] = (strangers[1] as number) + 1
    records[p] = (mine + 1) | 0
    records[q | 1] = ((records[q | 1] as number) + 1) | 0
    payoff[own] = (payoff[own] as number) + benefit
    payoff[does] = (payoff[does] as number) - cost
  }
  partners[0] = a
  partners[1] = b
  partners[2] = c
  partners[3] = d
  service[0] = e
  service[1] = f
  service[2] = g
  service[3] = h
  return { served, bad }
}
