import type { OverlayTrace } from '../../../../main/contract/views/drawing-views.ts'
import { CHART_FONT } from '../../../components/charts/chart-theme.ts'
import type { DrawingColours } from './drawing-colours.ts'
import { curve, linesOf, toPixels, trace as tracePath, type Pixels, type StyledLines } from './lines.ts'
import { LEAVES, polar, type OverlayLayout } from './overlay-layout.ts'
import type { QueryStory } from './query-story.ts'

const MARGIN = 24
/** How strong the lines of past steps are, and those of the present one. */
const PAST = 0.42
const PRESENT = 0.95
const FULL = 2 * Math.PI

interface PictureParts {
  trace: OverlayTrace
  story: QueryStory
  layout: OverlayLayout
  colours: DrawingColours
  /** What the nodes that are named are called. */
  words: { asker: string; found: string }
}

/** The pen of a canvas of this size that is not shown. */
function layer(width: number, height: number, scale: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D
  pen.setTransform(scale, 0, 0, scale, 0, 0)
  pen.lineCap = 'round'
  return pen
}

/**
 * Draws one query of an overlay at any moment. What does not move is kept: the ground in one layer, the lines of past
 * steps in another, so that a frame costs the lines of one step and the nodes.
 */
export class OverlayPicture {
  readonly pixels: Pixels
  readonly radii: Float64Array
  readonly #parts: PictureParts
  readonly #box: readonly [width: number, height: number, scale: number]
  readonly #ground: CanvasRenderingContext2D
  readonly #past: CanvasRenderingContext2D
  readonly #lines: (StyledLines[] | undefined)[] = []
  readonly #dead: Uint8Array
  readonly #holds: Uint8Array
  /** Steps whose lines are in the layer of the past. */
  #done = 0

  constructor(parts: PictureParts, width: number, height: number, scale: number) {
    const { trace, layout } = parts
    this.#parts = parts
    this.#box = [width, height, scale]
    this.pixels = toPixels(layout, width, height, MARGIN)
    this.radii = radiiOf(trace, this.pixels)
    this.#dead = new Uint8Array(trace.nodes)
    for (const node of trace.dead) this.#dead[node] = 1
    this.#holds = new Uint8Array(trace.nodes)
    for (const node of trace.holders) this.#holds[node] = 1
    this.#ground = layer(width, height, scale)
    this.#past = layer(width, height, scale)
    this.#drawGround()
  }

  /** The node at a point, or null. */
  nodeAt(x: number, y: number): number | null {
    const { xs, ys } = this.pixels
    let best: number | null = null
    let least = Infinity
    for (let node = 0; node < xs.length; node++) {
      const away = Math.hypot((xs[node] as number) - x, (ys[node] as number) - y) - (this.radii[node] as number)
      if (away > 5 || away >= least) continue
      least = away
      best = node
    }
    return best
  }

  draw(pen: CanvasRenderingContext2D, position: number, hovered: number | null): void {
    const [width, height, scale] = this.#box
    const done = Math.floor(position)
    this.#bringPastTo(done)
    pen.setTransform(scale, 0, 0, scale, 0, 0)
    pen.clearRect(0, 0, width, height)
    pen.drawImage(this.#ground.canvas, 0, 0, width, height)
    pen.drawImage(this.#past.canvas, 0, 0, width, height)
    pen.lineCap = 'round'
    const part = position - done
    // at rest, the step that has just ended stays strong
    if (part > 0) this.#drawStep(pen, done, part, PRESENT)
    else if (done > 0) this.#drawStep(pen, done - 1, 1, PRESENT)
    this.#drawNodes(pen, position, hovered)
  }

  #linesOf(step: number): StyledLines[] {
    const { story, layout } = this.#parts
    const known = this.#lines[step]
    if (known) return known
    const told = story.steps[step]
    return (this.#lines[step] = told ? linesOf(told, layout, this.pixels) : [])
  }

  #bringPastTo(done: number): void {
    const [width, height] = this.#box
    if (done < this.#done) {
      this.#past.clearRect(0, 0, width, height)
      this.#done = 0
    }
    for (; this.#done < done; this.#done++) this.#drawStep(this.#past, this.#done, 1, PAST)
  }

  #drawStep(pen: CanvasRenderingContext2D, step: number, part: number, alpha: number): void {
    const { colours, layout } = this.#parts
    pen.save()
    if (layout.torus) this.#clip(pen)
    for (const { style, points } of this.#linesOf(step)) {
      const many = points.length > 6 * 150
      pen.globalAlpha = style === 'twice' ? alpha * 0.75 : alpha
      pen.strokeStyle = colours.lines[style]
      pen.lineWidth = many ? 1 : style === 'twice' ? 1.3 : 2
      pen.setLineDash(style === 'dead' ? [2, 4] : style === 'back' ? [7, 4] : style === 'lookUp' ? [3, 3] : [])
      pen.beginPath()
      const ends = tracePath(pen, points, part)
      pen.stroke()
      if (part === 1) continue
      pen.globalAlpha = 1
      pen.fillStyle = colours.lines[style]
      pen.beginPath()
      for (let i = 0; i < ends.length; i += 2) {
        const [x, y] = [ends[i] as number, ends[i + 1] as number]
        const size = many ? 1.7 : 3
        pen.moveTo(x + size, y)
        pen.arc(x, y, size, 0, FULL)
      }
      pen.fill()
    }
    pen.restore()
  }

  #clip(pen: CanvasRenderingContext2D): void {
    const { middle, width, height } = this.pixels
    pen.beginPath()
    pen.rect(middle[0] - width / 2, middle[1] - height / 2, width, height)
    pen.clip()
  }

  #drawGround(): void {
    const pen = this.#ground
    const { colours, trace, layout } = this.#parts
    const { xs, ys, middle, width, height } = this.pixels
    pen.strokeStyle = colours.link
    pen.lineWidth = 1
    const { shape } = trace
    pen.beginPath()
    if (shape.kind === 'ring') pen.arc(middle[0], middle[1], Math.abs((width / 2) * 0.95), 0, FULL)
    else if (shape.kind === 'square') {
      const [left, top] = [middle[0] - width / 2, middle[1] - height / 2]
      for (let i = 0; i < shape.zones.length; i += 4) {
        const [x, y, w, h] = shape.zones.slice(i, i + 4) as [number, number, number, number]
        pen.rect(left + x * width, top + y * height, w * width, h * height)
      }
    } else if (shape.kind === 'tree') this.#treePath(pen, shape.depth)
    pen.stroke()
    if (shape.kind === 'square' || shape.kind === 'tree') return
    // the more connections, the fainter each
    pen.globalAlpha = Math.max(0.2, Math.min(0.9, 300 / (trace.links.length / 2)))
    pen.beginPath()
    for (let i = 0; i < trace.links.length; i += 2) {
      const [a, b] = [trace.links[i] as number, trace.links[i + 1] as number]
      const [x0, y0, x1, y1] = [xs[a], ys[a], xs[b], ys[b]] as [number, number, number, number]
      const [, , cx, cy] = curve(layout.bent, this.pixels, x0, y0, x1, y1)
      pen.moveTo(x0, y0)
      pen.quadraticCurveTo(cx, cy, x1, y1)
    }
    pen.stroke()
    pen.globalAlpha = 1
  }

  #treePath(pen: CanvasRenderingContext2D, depth: number): void {
    const { middle, width, height } = this.pixels
    const at = (level: number, i: number): readonly [number, number] => {
      const [x, y] = polar((i + 0.5) / 2 ** level, level === 0 ? 0 : (LEAVES * level) / depth)
      return [middle[0] + (x * width) / 2, middle[1] + (y * height) / 2]
    }
    for (let level = 0; level < depth; level++) {
      for (let i = 0; i < 2 ** level; i++) {
        for (const child of [2 * i, 2 * i + 1]) {
          pen.moveTo(...at(level, i))
          pen.lineTo(...at(level + 1, child))
        }
      }
    }
  }

  #drawNodes(pen: CanvasRenderingContext2D, position: number, hovered: number | null): void {
    const { colours, story, trace } = this.#parts
    const { reachedAt } = story
    const alive = (node: number): boolean => this.#dead[node] === 0
    const has = (node: number): boolean => (reachedAt[node] as number) <= position
    const found = trace.found && position >= trace.found.step ? trace.found.node : -1
    this.#dots(pen, colours.node, (node) => alive(node) && !has(node))
    this.#dots(pen, colours.dead, (node) => !alive(node))
    this.#crosses(pen)
    this.#dots(pen, colours.sent, (node) => alive(node) && has(node) && node !== found)
    pen.globalAlpha = 0.75
    this.#rings(pen, colours.found, 2, 1.2, (node) => this.#holds[node] === 1)
    pen.globalAlpha = 1
    this.#rings(pen, colours.text, 4, 2, (node) => node === trace.asker)
    if (found >= 0) {
      this.#dots(pen, colours.found, (node) => node === found, 2)
      this.#rings(pen, colours.found, 6, 2.5, (node) => node === found)
    }
    if (hovered !== null) this.#rings(pen, colours.text, 3, 1.5, (node) => node === hovered)
    const { words } = this.#parts
    if (found !== trace.asker) this.#name(pen, trace.asker, words.asker, colours.text)
    if (found >= 0) this.#name(pen, found, words.found, colours.found)
  }

  #dots(pen: CanvasRenderingContext2D, colour: string, which: (node: number) => boolean, more = 0): void {
    const { xs, ys } = this.pixels
    pen.fillStyle = colour
    pen.beginPath()
    for (let node = 0; node < xs.length; node++) {
      if (!which(node)) continue
      const radius = (this.radii[node] as number) + more
      pen.moveTo((xs[node] as number) + radius, ys[node] as number)
      pen.arc(xs[node] as number, ys[node] as number, radius, 0, FULL)
    }
    pen.fill()
  }

  /** Failed nodes are crossed out, for those who do not see how dark they are. */
  #crosses(pen: CanvasRenderingContext2D): void {
    const { xs, ys } = this.pixels
    pen.strokeStyle = this.#parts.colours.deadRim
    pen.lineWidth = 1.2
    pen.setLineDash([])
    pen.beginPath()
    for (const node of this.#parts.trace.dead) {
      const [x, y, arm] = [xs[node] as number, ys[node] as number, (this.radii[node] as number) + 1]
      pen.moveTo(x - arm, y - arm)
      pen.lineTo(x + arm, y + arm)
      pen.moveTo(x + arm, y - arm)
      pen.lineTo(x - arm, y + arm)
    }
    pen.stroke()
  }

  #rings(
    pen: CanvasRenderingContext2D,
    colour: string,
    gap: number,
    width: number,
    which: (node: number) => boolean,
  ): void {
    const { xs, ys } = this.pixels
    pen.strokeStyle = colour
    pen.lineWidth = width
    pen.setLineDash([])
    pen.beginPath()
    for (let node = 0; node < xs.length; node++) {
      if (!which(node)) continue
      const radius = (this.radii[node] as number) + gap
      pen.moveTo((xs[node] as number) + radius, ys[node] as number)
      pen.arc(xs[node] as number, ys[node] as number, radius, 0, FULL)
    }
    pen.stroke()
  }

  #name(pen: CanvasRenderingContext2D, node: number, text: string, colour: string): void {
    const [width] = this.#box
    const [x, y] = [this.pixels.xs[node] as number, this.pixels.ys[node] as number]
    const gap = (this.radii[node] as number) + 11
    pen.font = `600 12.5px ${CHART_FONT}`
    pen.textBaseline = 'middle'
    const long = pen.measureText(text).width
    const isLeft = x + gap + long > width - 2
    pen.textAlign = isLeft ? 'right' : 'left'
    pen.lineWidth = 4
    pen.lineJoin = 'round'
    pen.setLineDash([])
    pen.strokeStyle = this.#parts.colours.surface
    pen.fillStyle = colour
    const at = isLeft ? x - gap : x + gap
    pen.strokeText(text, at, y)
    pen.fillText(text, at, y)
  }
}

/** The area of a dot grows with the load, from half to five times the size of the mean. */
function radiiOf({ load, nodes, dead }: OverlayTrace, { width, height }: Pixels): Float64Array {
  const mean = load.reduce((sum, one) => sum + one, 0) / nodes || 1
  const base = Math.max(1.8, Math.min(6, 0.15 * Math.sqrt((width * height) / nodes)))
  const radii = Float64Array.from(load, (one) => base * Math.min(5, 0.5 + 0.5 * Math.sqrt(one / mean)))
  // they handle nothing, and shall be seen
  for (const node of dead) radii[node] = base
  return radii
}
