import { PNG } from 'pngjs'
import { seededRandom, type Random } from '../base/random.ts'

type Colour = readonly [number, number, number]
/** The colour at x, y, both 0 to 1, with y pointing down. */
type Painter = (x: number, y: number) => Colour

const PALETTES: readonly (readonly [Colour, Colour, Colour])[] = [
  [
    [255, 214, 165],
    [214, 92, 92],
    [38, 30, 62],
  ],
  [
    [222, 239, 245],
    [98, 148, 178],
    [18, 44, 66],
  ],
  [
    [250, 240, 202],
    [120, 160, 110],
    [24, 52, 46],
  ],
  [
    [255, 230, 236],
    [196, 108, 158],
    [44, 26, 70],
  ],
  [
    [244, 233, 216],
    [201, 140, 76],
    [62, 36, 28],
  ],
]

const mix = (a: Colour, b: Colour, t: number): Colour => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
]
const clamp = (t: number): number => (t < 0 ? 0 : t > 1 ? 1 : t)

const LINE_STEPS = 1024

/** A smooth line over 0 to 1 with values around -1 to 1: a sum of random sines, sampled once for speed. */
function wavyLine(random: Random, roughness: number): (x: number) => number {
  const parts = Array.from({ length: 6 }, (_, k) => ({
    f: (k + 1) * (1.3 + random.next()),
    p: 6.28 * random.next(),
    a: roughness ** k,
  }))
  const sum = parts.reduce((total, part) => total + part.a, 0)
  const line = (x: number): number =>
    parts.reduce((total, part) => total + part.a * Math.sin(part.f * x * 3 + part.p), 0) / sum
  const samples = Float64Array.from({ length: LINE_STEPS + 1 }, (_, i) => line(i / LINE_STEPS))
  return (x) => samples[Math.round(x * LINE_STEPS)] as number
}

const MOTIFS: Record<string, (random: Random, palette: readonly [Colour, Colour, Colour]) => Painter> = {
  /** Mountain ridges one behind another, below a sky with a sun. */
  ridges(random, [light, middle, dark]) {
    const lines = Array.from({ length: 6 }, () => wavyLine(random, 0.72))
    const [sunX, sunY, sunR] = [0.2 + 0.6 * random.next(), 0.18 + 0.15 * random.next(), 0.05 + 0.04 * random.next()]
    return (x, y) => {
      for (let i = lines.length - 1; i >= 0; i--) {
        const top = 0.36 + 0.105 * i + 0.09 * (lines[i] as (x: number) => number)(x)
        if (y > top)
          return mix(mix(middle, dark, (i + 1) / lines.length), light, 0.28 * clamp(1 - (y - top) * 5) * (1 - i / 7))
      }
      const sun = clamp((sunR - Math.hypot((x - sunX) * 1.6, y - sunY)) * 90)
      return mix(mix(mix(light, middle, 0.55), light, clamp(y * 2)), [255, 250, 230], sun)
    }
  },
  /** The sea in the evening: interfering waves that become finer towards the horizon. */
  sea(random, [light, middle, dark]) {
    const [p, q, horizon] = [6.28 * random.next(), 6.28 * random.next(), 0.32 + 0.12 * random.next()]
    const sunX = 0.25 + 0.5 * random.next()
    return (x, y) => {
      if (y < horizon)
        return mix(
          mix(middle, light, clamp(y / horizon)),
          [255, 246, 220],
          clamp(1 - 7 * Math.hypot((x - sunX) * 1.6, y - horizon + 0.06)),
        )
      const depth = (y - horizon) / (1 - horizon)
      const near = 1 / (depth + 0.06)
      const wave = Math.sin(22 * near + 5 * Math.sin(x * 9 + p) + q) * Math.sin(x * 40 * (1 - depth * 0.7) + near * 3)
      const glitter = clamp(1 - (5 * Math.abs(x - sunX)) / (0.3 + depth)) * clamp(wave)
      return mix(mix(mix(middle, dark, clamp(0.15 + depth)), light, 0.16 * (wave + 1)), [255, 246, 220], 0.7 * glitter)
    }
  },
  /** A night sky: a soft band of light and stars. */
  stars(random, [light, middle, dark]) {
    const night = mix(dark, [4, 6, 20], 0.6)
    const band = wavyLine(random, 0.5)
    const stars = Array.from({ length: 260 }, () => ({
      x: random.next(),
      y: random.next(),
      r: 0.0008 + 0.0022 * random.next() ** 3,
      b: 0.4 + 0.6 * random.next(),
    }))
    const cells = new Map<number, typeof stars>()
    for (const star of stars) {
      const cell = Math.floor(star.x * 24) + 24 * Math.floor(star.y * 16)
      cells.set(cell, [...(cells.get(cell) ?? []), star])
    }
    const hill = wavyLine(random, 0.6)
    return (x, y) => {
      if (y > 0.86 + 0.05 * hill(x)) return mix(night, [0, 0, 0], 0.6)
      const milky = Math.exp(-((y - 0.45 - 0.25 * (x - 0.5) - 0.07 * band(x)) ** 2) * 40)
      let colour = mix(night, mix(middle, light, 0.3), 0.45 * milky + 0.15 * y)
      for (const star of cells.get(Math.floor(x * 24) + 24 * Math.floor(y * 16)) ?? []) {
        const glow = clamp(1.6 - Math.hypot((x - star.x) * 1.6, y - star.y) / star.r)
        if (glow > 0) colour = mix(colour, [255, 252, 240], clamp(glow) * star.b)
      }
      return colour
    }
  },
  /** Contour lines of an imaginary island, as on a map. */
  contours(random, [light, middle, dark]) {
    const hills = Array.from({ length: 9 }, () => ({
      x: random.next(),
      y: random.next(),
      h: 0.3 + random.next(),
      w: 8 + 24 * random.next(),
    }))
    return (x, y) => {
      const height = hills.reduce(
        (sum, hill) => sum + hill.h * Math.exp(-hill.w * ((x - hill.x) ** 2 * 2.2 + (y - hill.y) ** 2)),
        0,
      )
      const step = height * 9
      const line = clamp(1 - Math.abs(step - Math.round(step)) * 11)
      return mix(
        height < 0.22 ? mix(light, [120, 170, 200], 0.7) : mix(light, middle, clamp(Math.floor(step) / 12)),
        dark,
        0.75 * line,
      )
    }
  },
}

/** Subjects of `makeImage`. */
export const IMAGE_SUBJECTS: readonly string[] = Object.keys(MOTIFS)

/**
 * A generative picture as a PNG (8-bit RGB): `subject` is one of IMAGE_SUBJECTS (others paint ridges); scale 1 is
 * 480 x 300, 2 is 960 x 600. Equal arguments give equal bytes.
 */
export function makeImage(subject: string, seed: number, scale: number): Uint8Array {
  const random = seededRandom(seed, 2)
  const palette = PALETTES[random.int(PALETTES.length)] as (typeof PALETTES)[number]
  const paint = (MOTIFS[subject] ?? (MOTIFS['ridges'] as (typeof MOTIFS)[string]))(random, palette)
  const [width, height] = [Math.round(480 * scale), Math.round(300 * scale)]
  const png = new PNG({ width, height })
  let at = 0
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [r, g, b] = paint(column / width, row / height)
      // a little grain hides banding in smooth gradients
      const grain = 5 * random.next() - 2.5
      png.data[at++] = clamp((r + grain) / 255) * 255
      png.data[at++] = clamp((g + grain) / 255) * 255
      png.data[at++] = clamp((b + grain) / 255) * 255
      png.data[at++] = 255
    }
  }
  return PNG.sync.write(png, { colorType: 2, inputColorType: 6, deflateLevel: 3, filterType: 1 })
}
