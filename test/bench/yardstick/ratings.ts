import type { Evidence } from '../../../main/reputation/evidence.ts'
import { SCORE_STEPS } from '../../../main/reputation/paper/state.ts'
import { DEFAULT_PARAMETERS } from '../../../main/reputation/parameters.ts'
import type { Rating } from '../../../main/reputation/rating.ts'

/** Ratings as columns. A peer rates peers near it, as in a community whose members meet repeatedly. */
export interface Columns {
  peers: number
  rater: Int32Array
  subject: Int32Array
  score: Float64Array
  time: Float64Array
}

/**
 * Reference of the robust fold, the minimum that its formula needs per rating, in typed arrays: a hash lookup of the
 * pair, a chained entry (score, time, index in the log, for corrections), count, sum and newest time. It keeps no
 * ordered raters, knows no corrections or receipts, and computes no view (similarity, flow).
 */
export function bareTable({ rater, subject, score: scores, time }: Columns): number {
  let mask = 255
  let slots = new Int32Array(mask + 1).fill(-1)
  let from = new Int32Array(64)
  let to = new Int32Array(64)
  let count = new Int32Array(64)
  let sum = new Float64Array(64)
  let newest = new Float64Array(64)
  let last = new Int32Array(64)
  let value = new Int32Array(256)
  let when = new Float64Array(256)
  let seq = new Float64Array(256)
  let before = new Int32Array(256)
  let pairs = 0
  const place = (a: number, b: number): number => {
    let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
    return (h ^ (h >>> 13)) & mask
  }
  const larger = <T extends Int32Array | Float64Array>(array: T): T => {
    const next = new (array.constructor as new (n: number) => T)(array.length * 2)
    next.set(array as never)
    return next
  }
  for (let i = 0; i < rater.length; i++) {
    const a = rater[i] as number
    const b = subject[i] as number
    let at = place(a, b)
    let pair = slots[at] as number
    while (pair >= 0 && (from[pair] !== a || to[pair] !== b)) {
      at = (at + 1) & mask
      pair = slots[at] as number
    }
    if (pair < 0) {
      pair = pairs++
      if (pair >= from.length) {
        from = larger(from)
        to = larger(to)
        count = larger(count)
        sum = larger(sum)
        newest = larger(newest)
        last = larger(last)
      }
      last[pair] = -1
      from[pair] = a
      to[pair] = b
      slots[at] = pair
      if (pairs * 2 > slots.length) {
        mask = slots.length * 2 - 1
        slots = new Int32Array(mask + 1).fill(-1)
        for (let p = 0; p < pairs; p++) {
          let free = place(from[p] as number, to[p] as number)
          while ((slots[free] as number) >= 0) free = (free + 1) & mask
          slots[free] = p
        }
      }
    }
    if (i >= value.length) {
      value = larger(value)
      when = larger(when)
      seq = larger(seq)
      before = larger(before)
    }
    value[i] = Math.round((scores[i] as number) * SCORE_STEPS)
    when[i] = time[i] as number
    seq[i] = i
    before[i] = last[pair] as number
    last[pair] = i
    count[pair] = (count[pair] as number) + 1
    sum[pair] = (sum[pair] as number) + (value[i] as number)
    if ((time[i] as number) > (newest[pair] as number)) newest[pair] = time[i] as number
  }
  return sum.reduce((a, b) => a + b, 0)
}

/**
 * Reference of the paper's fold, the minimum that its formula needs per rating, from the same objects: a lookup of the
 * subject, a ring of the last ten scores, count and sum in typed arrays. It verifies nothing, takes arrival order for
 * time order, and knows no raters or reasons.
 */
export function bareRings(list: readonly Rating[], peers: number): number {
  const window = DEFAULT_PARAMETERS.recentWindow
  const ids = new Map<string, number>()
  const count = new Int32Array(peers)
  const sum = new Float64Array(peers)
  const ring = new Float64Array(peers * window)
  for (const { subject, score: value } of list) {
    let s = ids.get(subject)
    if (s === undefined) ids.set(subject, (s = ids.size))
    ring[s * window + ((count[s] as number) % window)] = value
    count[s] = (count[s] as number) + 1
    sum[s] = (sum[s] as number) + value
  }
  return sum.reduce((a, b) => a + b, 0)
}

/** The straightforward implementation: maps of maps with counts and sums, and a set of receipts seen. */
export function plainMaps(list: readonly Evidence[]): number {
  const subjects = new Map<string, Map<string, { count: number; sum: number; time: number }>>()
  const receipts = new Set<string>()
  for (const { rater, subject, score: value, time, nonce } of list) {
    const key = `${rater}/${subject}/${String(nonce)}`
    if (receipts.has(key)) continue
    receipts.add(key)
    let raters = subjects.get(subject)
    if (!raters) subjects.set(subject, (raters = new Map()))
    const pair = raters.get(rater)
    if (!pair) raters.set(rater, { count: 1, sum: value, time })
    else {
      pair.count++
      pair.sum += value
      if (time > pair.time) pair.time = time
    }
  }
  return receipts.size
}
