// The hot loop of the simulator's runs, in AssemblyScript; `npm run build:kernel` compiles it into kernel-code.ts.
// It draws the same random numbers and computes the same 64-bit floats as the same steps in TypeScript would, bit for
// bit. What is rare (exclusion, turnover, other than linear returns) is left to run.ts. Memory: see kernel.ts.

@external("host", "fails") declare function fails(record: i32): i32
@external("host", "replace") declare function replace(slot: i32, isNew: i32): void
@external("host", "performance") declare function performance(x: f64): f64
@external("host", "turnRings") declare function turnRings(first: i32, firstRating: i32, second: i32, secondRating: i32): void

// offsets in bytes
@inline const MEETINGS: i32 = 0
@inline const TURNOVER: i32 = 16
@inline const SERVICE: i32 = 32
@inline const PARTICIPANTS: i32 = 48
@inline const CONTRIBUTORS: i32 = 52
@inline const N: i32 = 56
@inline const LIST: i32 = 60
@inline const MIN_RATINGS: i32 = 64
@inline const TREASON: i32 = 76
@inline const WIDE: i32 = 80
@inline const LARGE: i32 = 84
@inline const LINEAR: i32 = 88
@inline const REQUESTS: i32 = 92
@inline const SERVED: i32 = 96
@inline const BAD_REQUESTS: i32 = 100
@inline const TOUCHED: i32 = 104
@inline const X: i32 = 112
@inline const SUM_X: i32 = 120
@inline const SUM_W: i32 = 128
@inline const SCALE: i32 = 136
@inline const BENEFIT: i32 = 144
@inline const PENALTY: i32 = 152
@inline const TURNOVER_BELOW: i32 = 160
@inline const SAME_BELOW: i32 = 168
@inline const RECORDS: i32 = 256
// in a record of 1 << RECORD_SHIFT bytes
@inline const RECORD_SHIFT: i32 = 5
@inline const COUNT: i32 = 4
@inline const GENEROSITY: i32 = 8
@inline const BAD: i32 = 12
@inline const PLACE: i32 = 16
// of a record's first word
@inline const KIND_MASK: i32 = 7
@inline const STATUS_MASK: i32 = 15
@inline const SERVES_SHIFT: i32 = 3
@inline const RATING_SHIFT: i32 = 4
@inline const RATIONAL: i32 = 0
@inline const CONTRIBUTOR: i32 = 1
@inline const FALSE_EVALUATOR: i32 = 3
@inline const TRAITOR: i32 = 4
// the largest factor of a 32-bit word whose product is below 2^53
@inline const EXACT: i32 = 1 << 21
// transactions whose records are fetched together
@inline const AHEAD: i32 = 16

// The product of two integers below 2^53 is exact in a float, and then both give the same.
@inline function pick(word: i32, size: i32): i32 {
  if (size > EXACT) return <i32>(<f64>(<u32>word) * <f64>size * (1.0 / 4294967296.0))
  return <i32>((<u64>(<u32>word) * <u64>size) >> 32)
}

// The next word of the stream at `at`.
@inline function next(at: i32): i32 {
  const b = load<i32>(at, 4)
  const c = load<i32>(at, 8)
  const d = load<i32>(at, 12)
  const t = load<i32>(at) + b + d
  store<i32>(at, b ^ (b >>> 9))
  store<i32>(at, c + (c << 3), 4)
  store<i32>(at, rotl(c, 21) + t, 8)
  store<i32>(at, d + 1, 12)
  return t
}

// Reads what the next transactions will touch, unless peers are excluded or return before: cache misses overlap.
function touchAhead(a: i32, b: i32, c: i32, d: i32, n: i32, count: i32): void {
  const list = load<i32>(LIST)
  let touched = 0
  for (let k = 0; k < count << 1; k++) {
    const t = a + b + d++
    a = b ^ (b >>> 9)
    b = c + (c << 3)
    c = rotl(c, 21) + t
    touched ^= load<i32>(RECORDS + (load<i32>(list + (pick(t, n) << 2)) << RECORD_SHIFT))
  }
  store<i32>(TOUCHED, touched)
}

@inline function isWilling(kind: i32, rational: bool, treason: i32): i32 {
  if (kind == RATIONAL) return i32(rational)
  if (kind == TRAITOR) return i32(rational) & i32(!treason)
  return i32(kind == CONTRIBUTOR)
}

// `penal`: free riders are refused with a probability, and nobody is rated; otherwise ratings and exclusion.
@inline function meetings(count: i32, penal: bool): void {
  let a = load<i32>(MEETINGS)
  let b = load<i32>(MEETINGS, 4)
  let c = load<i32>(MEETINGS, 8)
  let d = load<i32>(MEETINGS, 12)
  let e = load<i32>(TURNOVER)
  let f = load<i32>(TURNOVER, 4)
  let g = load<i32>(TURNOVER, 8)
  let h = load<i32>(TURNOVER, 12)
  let n = load<i32>(PARTICIPANTS)
  let contributors = load<i32>(CONTRIBUTORS)
  let x = load<f64>(X)
  let sumX = load<f64>(SUM_X)
  let sumW = load<f64>(SUM_W)
  let requests = 0
  let served = 0
  let bad = 0
  const list = load<i32>(LIST)
  const scale = load<f64>(SCALE)
  const benefit = load<f64>(BENEFIT)
  const penalty = load<f64>(PENALTY)
  const minRatings = load<i32>(MIN_RATINGS)
  const turnoverBelow = <u64>load<f64>(TURNOVER_BELOW)
  const treason = load<i32>(TREASON)
  const wide = load<i32>(WIDE)
  const large = load<i32>(LARGE)
  const linear = load<i32>(LINEAR)
  const draws = turnoverBelow > 0 ? 2 : 0
  for (let k = 0; k < count; k++) {
    if (large) {
      if (!(k & (AHEAD - 1))) touchAhead(a, b, c, d, n, min(AHEAD, count - k))
    }
    const t = a + b + d
    a = b ^ (b >>> 9)
    b = c + (c << 3)
    c = rotl(c, 21) + t
    const u = a + b + d + 1
    d += 2
    a = b ^ (b >>> 9)
    b = c + (c << 3)
    c = rotl(c, 21) + u
    if (n >= 2) {
      const i = pick(t, n)
      let j = pick(u, n - 1)
      j += i32(j >= i)
      const p = RECORDS + (load<i32>(list + (i << 2)) << RECORD_SHIFT)
      const q = RECORDS + (load<i32>(list + (j << 2)) << RECORD_SHIFT)
      const pState = load<i32>(p)
      const qState = load<i32>(q)
      const pGenerosity = <f64>load<u32>(p, GENEROSITY) * scale
      const qGenerosity = <f64>load<u32>(q, GENEROSITY) * scale
      const rational = !((pState | qState) & KIND_MASK)
      let pServes: i32
      let qServes: i32
      if (penal) {
        const bar = x > 0 ? (x + (1 - x) * (1 - penalty)) / x - penalty * (benefit * x) : Infinity
        pServes = i32(pGenerosity > bar)
        qServes = i32(qGenerosity > bar)
      } else {
        pServes = i32(pGenerosity * x > 1)
        qServes = i32(qGenerosity * x > 1)
      }
      if (!rational) {
        pServes = isWilling(pState & KIND_MASK, pServes != 0, treason)
        qServes = isWilling(qState & KIND_MASK, qServes != 0, treason)
      }
      contributors += pServes + qServes - ((pState >> SERVES_SHIFT) & 1) - ((qState >> SERVES_SHIFT) & 1)
      requests += 2
      if (penal) {
        store<i32>(p, (pState & KIND_MASK) | (pServes << SERVES_SHIFT))
        store<i32>(q, (qState & KIND_MASK) | (qServes << SERVES_SHIFT))
        bad += 2 - pServes - qServes
        served += pServes & qServes ? 2 : 0
        // one of the two rides free: the other one's word decides
        if ((pServes ^ qServes) != 0) {
          const likely = 1 - penalty
          served += likely < 1 ? i32(!(<f64>(<u32>next(SERVICE)) * (1.0 / 4294967296.0) >= likely)) : 1
        }
      } else {
        const pRating = !rational && (qState & KIND_MASK) == FALSE_EVALUATOR ? 0 : pServes
        const qRating = !rational && (pState & KIND_MASK) == FALSE_EVALUATOR ? 0 : qServes
        store<i32>(p, ((pState & ~STATUS_MASK) << 1) | (pRating << RATING_SHIFT) | (pServes << SERVES_SHIFT) | (pState & KIND_MASK))
        store<i32>(q, ((qState & ~STATUS_MASK) << 1) | (qRating << RATING_SHIFT) | (qServes << SERVES_SHIFT) | (qState & KIND_MASK))
        const pCount = load<i32>(p, COUNT) + 1
        const qCount = load<i32>(q, COUNT) + 1
        store<i32>(p, pCount, COUNT)
        store<i32>(q, qCount, COUNT)
        if (wide) turnRings(p, pRating, q, qRating)
        // a good rating never lowers u, so it only excludes if it completes the minimum
        if (i32(!(pRating & qRating)) | i32(pCount == minRatings) | i32(qCount == minRatings)) {
          bad += 2 - pServes - qServes
          if (!pRating) store<i32>(p, load<i32>(p, BAD) + 1, BAD)
          if (!qRating) store<i32>(q, load<i32>(q, BAD) + 1, BAD)
          if (pCount >= minRatings && fails(p)) {
            n--
            exclude(p, list, n)
            contributors -= pServes
          }
          if (qCount >= minRatings && fails(q)) {
            n--
            exclude(q, list, n)
            contributors -= qServes
          }
        }
      }
    }
    for (let draw = 0; draw < draws; draw++) {
      const leaves = e + f + h++
      e = f ^ (f >>> 9)
      f = g + (g << 3)
      g = rotl(g, 21) + leaves
      if (<u64>(<u32>leaves) >= turnoverBelow) continue
      store<i32>(TURNOVER, e)
      store<i32>(TURNOVER, f, 4)
      store<i32>(TURNOVER, g, 8)
      store<i32>(TURNOVER, h, 12)
      store<i32>(PARTICIPANTS, n)
      store<i32>(CONTRIBUTORS, contributors)
      store<f64>(X, x)
      const slot = next(TURNOVER)
      replace(pick(slot, load<i32>(N)), i32(<f64>(<u32>next(TURNOVER)) >= load<f64>(SAME_BELOW)))
      e = load<i32>(TURNOVER)
      f = load<i32>(TURNOVER, 4)
      g = load<i32>(TURNOVER, 8)
      h = load<i32>(TURNOVER, 12)
      n = load<i32>(PARTICIPANTS)
      contributors = load<i32>(CONTRIBUTORS)
    }
    x = n > 0 ? <f64>contributors / <f64>n : 0
    sumX += x
    if (contributors > 0) {
      if (penal) sumW += (benefit * x - 1) * (x + (1 - x) * (1 - penalty))
      else sumW += linear ? benefit * x - 1 : performance(x)
    }
  }
  store<i32>(MEETINGS, a)
  store<i32>(MEETINGS, b, 4)
  store<i32>(MEETINGS, c, 8)
  store<i32>(MEETINGS, d, 12)
  store<i32>(TURNOVER, e)
  store<i32>(TURNOVER, f, 4)
  store<i32>(TURNOVER, g, 8)
  store<i32>(TURNOVER, h, 12)
  store<i32>(PARTICIPANTS, n)
  store<i32>(CONTRIBUTORS, contributors)
  store<f64>(X, x)
  store<f64>(SUM_X, sumX)
  store<f64>(SUM_W, sumW)
  store<i32>(REQUESTS, requests)
  store<i32>(SERVED, penal ? served : requests - bad)
  store<i32>(BAD_REQUESTS, bad)
}

@inline function exclude(record: i32, list: i32, left: i32): void {
  const place = load<i32>(record, PLACE)
  const last = load<i32>(list + (left << 2))
  store<i32>(list + (place << 2), last)
  store<i32>(RECORDS + (last << RECORD_SHIFT), place, PLACE)
  store<i32>(record, -1, PLACE)
}

// Runs `count` transactions, STEP 3 to 6 each, under the founding paper's rule.
export function meet(count: i32): void {
  meetings(count, false)
}

// The same where free riders are refused with a probability.
export function meetWithPenalty(count: i32): void {
  meetings(count, true)
}
