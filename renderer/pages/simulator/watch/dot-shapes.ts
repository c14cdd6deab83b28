import { PEER_KINDS, type PeerKind } from '../../../../main/contract/simulator.ts'

/** Colours of the kinds of peers, distinguishable for colour-blind users (after Okabe and Ito); shapes say the same. */
export const KIND_COLOURS: Record<'light' | 'dark', Record<PeerKind, string>> = {
  light: {
    rational: '#0072b2',
    contributor: '#00815d',
    freeRider: '#c24a00',
    falseEvaluator: '#b0468a',
    traitor: '#9a6700',
  },
  dark: {
    rational: '#56b4e9',
    contributor: '#2bc596',
    freeRider: '#ff8c42',
    falseEvaluator: '#e78ac3',
    traitor: '#f0c04a',
  },
}

const polygon = (corners: number, turn: number): [number, number][] =>
  Array.from({ length: corners }, (_, i) => [
    Math.cos(turn + (2 * Math.PI * i) / corners),
    Math.sin(turn + (2 * Math.PI * i) / corners),
  ])

/** Corners on the unit circle; empty for a circle. */
export const KIND_CORNERS: Record<PeerKind, readonly [number, number][]> = {
  rational: [],
  contributor: polygon(4, Math.PI / 4),
  freeRider: polygon(3, Math.PI / 2),
  falseEvaluator: polygon(4, 0),
  traitor: polygon(5, -Math.PI / 2),
}

/** Decodes the state byte of a peer. */
export function decode(code: number): { kind: PeerKind; contributing: boolean; excluded: boolean } {
  return { kind: PEER_KINDS[code & 7] ?? 'rational', contributing: (code & 8) !== 0, excluded: (code & 16) !== 0 }
}

/** Layout of `n` dots in a box: rows of square cells, as large as possible. */
interface DotGrid {
  columns: number
  cell: number
}

export function dotGrid(n: number, width: number, height: number): DotGrid {
  let columns = Math.max(1, Math.ceil(Math.sqrt((n * width) / Math.max(1, height))))
  while (Math.ceil(n / columns) * (width / columns) > height) columns++
  return { columns, cell: width / columns }
}

/** Index of the dot at a point, or null. */
export function dotAt(x: number, y: number, { columns, cell }: DotGrid, n: number): number | null {
  const slot = Math.floor(y / cell) * columns + Math.floor(x / cell)
  return x >= 0 && y >= 0 && x < columns * cell && slot < n ? slot : null
}

/** Draws one peer: filled if it contributes, hollow if not, faint and crossed if excluded. */
export function drawDot(
  pen: CanvasRenderingContext2D,
  code: number,
  x: number,
  y: number,
  radius: number,
  colours: Record<PeerKind, string>,
): void {
  const { kind, contributing, excluded } = decode(code)
  const corners = KIND_CORNERS[kind]
  pen.strokeStyle = pen.fillStyle = colours[kind]
  pen.globalAlpha = excluded ? 0.45 : 1
  pen.lineWidth = Math.max(1, radius * 0.28)
  pen.beginPath()
  if (excluded) {
    const arm = radius * 0.7
    pen.moveTo(x - arm, y - arm)
    pen.lineTo(x + arm, y + arm)
    pen.moveTo(x + arm, y - arm)
    pen.lineTo(x - arm, y + arm)
    pen.stroke()
    pen.globalAlpha = 1
    return
  }
  const size = contributing ? radius : radius - pen.lineWidth / 2
  if (corners.length === 0) pen.arc(x, y, size * 0.92, 0, 2 * Math.PI)
  else {
    corners.forEach(([cx, cy], i) =>
      i === 0
        ? pen.moveTo(x + cx * size * 1.08, y + cy * size * 1.08)
        : pen.lineTo(x + cx * size * 1.08, y + cy * size * 1.08),
    )
    pen.closePath()
  }
  if (contributing) pen.fill()
  else pen.stroke()
  pen.globalAlpha = 1
}
