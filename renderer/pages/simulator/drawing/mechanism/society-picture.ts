import {
  PEER_OUT,
  PEER_PRAISES,
  PEER_SERVES,
  STRANGER,
  type MechanismDealings,
} from '../../../../../main/contract/views/drawing-views.ts'
import { curve, trace, type Pixels } from '../lines.ts'
import type { MechanismColours } from './mechanism-colours.ts'
import type { SocietyStory } from './society.ts'

const MARGIN = 14
/** Parts for which a dealing stays to be seen, fading. */
const STAYS = 4
const FULL = 2 * Math.PI
/** A ring of more members than these is drawn without all its lines. */
const MAX_RING = 40

interface SocietyParts {
  run: MechanismDealings
  society: SocietyStory
  colours: MechanismColours
}

/** Draws the dealings of a run at any moment. */
export class SocietyPicture {
  readonly #parts: SocietyParts
  readonly #box: readonly [width: number, height: number, scale: number]
  readonly #pixels: Pixels
  readonly #radius: number

  constructor(parts: SocietyParts, width: number, height: number, scale: number) {
    const { society, run } = parts
    this.#parts = parts
    this.#box = [width, height, scale]
    const half = Math.max(1, Math.min(width, height) / 2 - MARGIN)
    this.#pixels = {
      xs: society.xs.map((x) => width / 2 + x * half),
      ys: society.ys.map((y) => height / 2 + y * half),
      middle: [width / 2, height / 2],
      width: 2 * half,
      height: 2 * half,
    }
    this.#radius = Math.max(1.6, Math.min(7, (2.2 * half) / run.peers))
  }

  draw(pen: CanvasRenderingContext2D, position: number): void {
    const [width, height, scale] = this.#box
    pen.setTransform(scale, 0, 0, scale, 0, 0)
    pen.clearRect(0, 0, width, height)
    pen.lineCap = 'round'
    const { run } = this.#parts
    const tick = Math.max(0, Math.min(run.ticks - 1, Math.ceil(position) - 1))
    this.#drawPraise(pen, tick)
    for (let back = STAYS; back >= 0; back--) {
      const part = Math.floor(position) - back
      if (part < 0 || part >= run.ticks) continue
      const done = position - part
      if (done > 0) this.#drawDealings(pen, part, Math.min(1, done), Math.max(0, 1 - (done - 1) / STAYS))
    }
    pen.globalAlpha = 1
    this.#drawPeers(pen, tick)
  }

  #drawDealings(pen: CanvasRenderingContext2D, part: number, grown: number, strength: number): void {
    const { society, colours } = this.#parts
    const { xs, ys } = this.#pixels
    pen.globalAlpha = 0.85 * Math.min(1, strength)
    pen.lineWidth = 1.6
    const list = society.dealings[part] ?? []
    for (const [colour, isServed, belongs] of [
      [colours.stranger, true, (code: number) => code === STRANGER],
      [colours.stranger, false, (code: number) => code > STRANGER],
      [colours.served, true, (code: number) => code === 0],
      [colours.refused, true, (code: number) => code === 1],
      [colours.refused, false, (code: number) => code === 2],
    ] as const) {
      const points = list.flatMap(([asker, provider, code]) =>
        belongs(code)
          ? curve(
              true,
              this.#pixels,
              xs[asker] as number,
              ys[asker] as number,
              xs[provider] as number,
              ys[provider] as number,
            )
          : [],
      )
      if (points.length === 0) continue
      pen.strokeStyle = colour
      pen.setLineDash(isServed ? [] : [4, 4])
      pen.beginPath()
      trace(pen, Float64Array.from(points), grown)
      pen.stroke()
    }
    pen.setLineDash([])
  }

  /** Those who praise each other glow, and so does what they claim. */
  #drawPraise(pen: CanvasRenderingContext2D, tick: number): void {
    const { society, colours, run } = this.#parts
    const { xs, ys } = this.#pixels
    const ring: number[] = []
    for (let peer = 0; peer < run.peers; peer++)
      if (((society.states[tick * run.peers + peer] as number) & PEER_PRAISES) > 0) ring.push(peer)
    if (ring.length === 0) return
    pen.strokeStyle = pen.fillStyle = colours.glow
    // the more there are, the fainter each claim
    pen.globalAlpha = Math.min(0.35, 5 / ring.length)
    pen.lineWidth = 1
    pen.beginPath()
    const step = ring.length <= MAX_RING ? 1 : Math.ceil(ring.length / MAX_RING)
    for (let i = 0; i < ring.length; i += step) {
      for (let j = i + step; j < ring.length; j += step) {
        const [a, b] = [ring[i] as number, ring[j] as number]
        const points = curve(true, this.#pixels, xs[a] as number, ys[a] as number, xs[b] as number, ys[b] as number)
        pen.moveTo(points[0], points[1])
        pen.quadraticCurveTo(points[2], points[3], points[4], points[5])
      }
    }
    pen.stroke()
    for (const [size, alpha] of [
      [3.4, 0.14],
      [2.2, 0.22],
    ] as const) {
      pen.globalAlpha = alpha
      pen.beginPath()
      for (const peer of ring) {
        const radius = this.#radius * size + 3
        pen.moveTo((xs[peer] as number) + radius, ys[peer] as number)
        pen.arc(xs[peer] as number, ys[peer] as number, radius, 0, FULL)
      }
      pen.fill()
    }
    pen.globalAlpha = 1
  }

  /** Filled if it serves, hollow if not, dark and crossed if it is out. */
  #drawPeers(pen: CanvasRenderingContext2D, tick: number): void {
    const { society, colours, run } = this.#parts
    const { xs, ys } = this.#pixels
    pen.lineWidth = Math.max(1.1, this.#radius * 0.3)
    for (let peer = 0; peer < run.peers; peer++) {
      const code = society.states[tick * run.peers + peer] as number
      const [x, y] = [xs[peer] as number, ys[peer] as number]
      const colour = colours.kinds[run.kinds[peer] as number] as string
      const radius = this.#radius
      pen.beginPath()
      if ((code & PEER_OUT) > 0) {
        pen.fillStyle = colours.dark
        pen.arc(x, y, radius, 0, FULL)
        pen.fill()
        const arm = radius * 1.15
        pen.strokeStyle = colours.quiet
        pen.beginPath()
        pen.moveTo(x - arm, y - arm)
        pen.lineTo(x + arm, y + arm)
        pen.moveTo(x + arm, y - arm)
        pen.lineTo(x - arm, y + arm)
        pen.stroke()
      } else if ((code & PEER_SERVES) > 0) {
        pen.fillStyle = colour
        pen.arc(x, y, radius, 0, FULL)
        pen.fill()
      } else {
        pen.strokeStyle = colour
        pen.arc(x, y, radius - pen.lineWidth / 2, 0, FULL)
        pen.stroke()
      }
    }
  }
}
