/** Randomness as a dependency: a small, fast, seeded generator (sfc32, Chris Doty-Humphrey, PractRand). */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number
  /** Uniform integer in [0, n); n must be in 1 .. 2^32. */
  int(n: number): number
}

/** Mixes a 32-bit seed and a stream number into one well-spread 32-bit state word (splitmix32). */
export function mixSeed(seed: number, stream = 0): number {
  let z = (Math.imul(seed | 0, 0x9e3779b9) + Math.imul(stream | 0, 0x85ebca6b) + 0x6a09e667) | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}

/** Returns a generator whose whole sequence is fixed by `seed` (an integer; its low 32 bits count) and `stream`. */
export function seededRandom(seed: number, stream = 0): Random {
  let a = mixSeed(seed, stream) | 0
  let b = mixSeed(seed, stream + 0x51ed270b) | 0
  let c = mixSeed(seed, stream + 0x2545f491) | 0
  let d = 1
  const word = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) word()
  const next = (): number => word() / 4294967296
  return { next, int: (n) => Math.floor(next() * n) }
}

/** Picks one element uniformly; throws RangeError on an empty list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  if (list.length === 0) throw new RangeError('pick() needs a list with at least one element')
  return list[random.int(list.length)] as T
}
