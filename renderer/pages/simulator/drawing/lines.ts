import type { OverlayLayout } from './overlay-layout.ts'
import { MESSAGE_STYLES, type MessageStyle, type StoryStep } from './query-story.ts'

/** Six numbers a line: start, control point, end. */
export interface StyledLines {
  style: MessageStyle
  points: Float64Array
}

/** Pixels of the nodes, and of the middle that curves bend to. */
export interface Pixels {
  xs: Float64Array
  ys: Float64Array
  middle: readonly [number, number]
  width: number
  height: number
}

/** The places of a layout in a box of this size, with this margin around. */
export function toPixels({ xs, ys, stretch }: OverlayLayout, width: number, height: number, margin: number): Pixels {
  const half = Math.max(1, height / 2 - margin)
  const across = Math.min(Math.max(1, width / 2 - margin), half * stretch)
  const down = Math.min(half, across * (stretch > 1 ? 1.4 : 1))
  return {
    xs: xs.map((x) => width / 2 + x * across),
    ys: ys.map((y) => height / 2 + y * down),
    middle: [width / 2, height / 2],
    width: 2 * across,
    height: 2 * down,
  }
}

/** Start, control point and end of a line between two points. */
export function curve(
  bent: boolean,
  { middle: [x, y], width }: Pixels,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): [number, number, number, number, number, number] {
  const far = Math.min(1, Math.hypot(x1 - x0, y1 - y0) / (0.7 * width))
  const pull = bent ? 0.9 - 0.65 * far : 1
  return [x0, y0, x + ((x0 + x1) / 2 - x) * pull, y + ((y0 + y1) / 2 - y) * pull, x1, y1]
}

/** The lines of one step by style. On a torus, one that leaves at a side comes in at the other, as two lines. */
export function linesOf(step: StoryStep, { bent, torus }: OverlayLayout, pixels: Pixels): StyledLines[] {
  const { xs, ys, width, height } = pixels
  return MESSAGE_STYLES.map((style) => {
    const points: number[] = []
    for (const { from, to, style: own } of step.messages) {
      if (own !== style || from === to) continue
      const [x0, y0, x1, y1] = [xs[from], ys[from], xs[to], ys[to]] as [number, number, number, number]
      const aside = torus && Math.abs(x1 - x0) > width / 2 ? Math.sign(x1 - x0) * width : 0
      const over = torus && Math.abs(y1 - y0) > height / 2 ? Math.sign(y1 - y0) * height : 0
      if (aside === 0 && over === 0) points.push(...curve(bent, pixels, x0, y0, x1, y1))
      else {
        points.push(
          ...curve(bent, pixels, x0, y0, x1 - aside, y1 - over),
          ...curve(bent, pixels, x0 + aside, y0 + over, x1, y1),
        )
      }
    }
    return { style, points: Float64Array.from(points) }
  }).filter(({ points }) => points.length > 0)
}

/** Adds the first `part` of each line to the path of the pen, and returns the points where they end. */
export function trace(pen: CanvasRenderingContext2D, points: Float64Array, part: number): Float64Array {
  const ends = new Float64Array(points.length / 3)
  for (let i = 0, k = 0; i < points.length; i += 6, k += 2) {
    const [x0, y0, cx, cy, x1, y1] = points.subarray(i, i + 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    // De Casteljau: the first part of a quadratic curve is one, too
    const ax = x0 + (cx - x0) * part
    const ay = y0 + (cy - y0) * part
    const ex = ax + (cx + (x1 - cx) * part - ax) * part
    const ey = ay + (cy + (y1 - cy) * part - ay) * part
    pen.moveTo(x0, y0)
    pen.quadraticCurveTo(ax, ay, ex, ey)
    ends[k] = ex
    ends[k + 1] = ey
  }
  return ends
}
