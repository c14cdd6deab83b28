import { crc32, deflateSync } from 'node:zlib'
import { PNG } from 'pngjs'

type Colour = readonly [number, number, number]
interface Counted {
  colour: Colour
  count: number
}

/**
 * Splits the box of all colours at its median along its widest channel until there are `most` boxes (median cut,
 * Heckbert 1982).
 */
function medianCut(colours: Counted[], most: number): Colour[] {
  const boxes = [colours]
  const spread = (box: Counted[]): { channel: 0 | 1 | 2; width: number } => {
    const widths = ([0, 1, 2] as const).map((channel) => {
      const values = box.map(({ colour }) => colour[channel])
      return { channel, width: Math.max(...values) - Math.min(...values) }
    })
    return widths.reduce((a, b) => (b.width > a.width ? b : a))
  }
  const measured = new Map<Counted[], { channel: 0 | 1 | 2; width: number }>()
  while (boxes.length < most) {
    for (const box of boxes) if (!measured.has(box)) measured.set(box, spread(box))
    // Rare colours (antialiasing) weigh less than common ones, but more than their share.
    const weight = (box: Counted[]): number =>
      (measured.get(box)?.width ?? 0) * Math.sqrt(box.reduce((sum, one) => sum + one.count, 0))
    const widest = boxes.reduce((a, b) => (weight(b) > weight(a) ? b : a))
    const { channel, width } = measured.get(widest) as { channel: 0 | 1 | 2; width: number }
    if (width === 0) break
    widest.sort((a, b) => a.colour[channel] - b.colour[channel])
    const half = Math.max(1, Math.min(widest.length - 1, widest.length >> 1))
    boxes.splice(boxes.indexOf(widest), 1, widest.slice(0, half), widest.slice(half))
  }
  return boxes.map((box) => {
    const total = box.reduce((sum, one) => sum + one.count, 0)
    return ([0, 1, 2] as const).map((channel) =>
      Math.round(box.reduce((sum, one) => sum + one.colour[channel] * one.count, 0) / total),
    ) as unknown as Colour
  })
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** Converts a PNG to an indexed one of at most 256 colours: a third of a screenshot's size, hardly distinguishable. */
export function indexedPng(bytes: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(bytes)
  const counts = new Map<number, number>()
  for (let i = 0; i < data.length; i += 4) {
    const rgb = data.readUInt32BE(i) >>> 8
    counts.set(rgb, (counts.get(rgb) ?? 0) + 1)
  }
  const split = (rgb: number): Colour => [rgb >> 16, (rgb >> 8) & 255, rgb & 255]
  const common = [...counts].sort((a, b) => b[1] - a[1])
  // Large flat areas keep their exact colour.
  const exact = common.slice(0, 64).map(([rgb]) => split(rgb))
  const palette = [
    ...exact,
    ...medianCut(
      common.slice(64).map(([rgb, count]) => ({ colour: split(rgb), count })),
      192,
    ),
  ].slice(0, 256)
  const nearest = new Map<number, number>()
  for (const rgb of counts.keys()) {
    const [r, g, b] = split(rgb)
    let [best, distance] = [0, Infinity]
    palette.forEach(([pr, pg, pb], i) => {
      const d = 3 * (r - pr) ** 2 + 6 * (g - pg) ** 2 + (b - pb) ** 2
      if (d < distance) [best, distance] = [i, d]
    })
    nearest.set(rgb, best)
  }
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      rows[y * (width + 1) + 1 + x] = nearest.get(data.readUInt32BE((y * width + x) * 4) >>> 8) as number
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
