import type { ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { LineStyle } from './line-styles.ts'
import type { EChartsType } from './echarts.ts'
import { fromBase64 } from '../../../client/save-file.ts'
import { pngWithText } from './png-text.ts'

const SCALE = 2
const PAD = 16
const ROW = 22

/** A chart as a PNG with title and legend; `provenance` is embedded as text. */
export async function pictureOf(
  chart: EChartsType,
  title: string,
  legend: readonly { name: string; style: LineStyle }[],
  theme: ChartTheme,
  provenance: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const image = new Image()
  image.src = chart.getDataURL({ type: 'png', pixelRatio: SCALE, backgroundColor: theme.surface })
  await image.decode()
  const width = chart.getWidth()
  const columns = Math.max(1, Math.floor((width - 2 * PAD) / 190))
  const canvas = document.createElement('canvas')
  canvas.width = width * SCALE
  canvas.height = (chart.getHeight() + 44 + Math.ceil(legend.length / columns) * ROW + PAD) * SCALE
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('This browser draws no pictures.')
  pen.scale(SCALE, SCALE)
  pen.fillStyle = theme.surface
  pen.fillRect(0, 0, canvas.width, canvas.height)
  const family = getComputedStyle(document.body).fontFamily
  pen.fillStyle = theme.text
  pen.font = `600 15px ${family}`
  pen.fillText(title, PAD, 28)
  pen.drawImage(image, 0, 44, width, chart.getHeight())
  pen.font = `12px ${family}`
  legend.forEach(({ name, style }, index) => {
    const x = PAD + (index % columns) * 190
    const y = 44 + chart.getHeight() + Math.floor(index / columns) * ROW + 10
    pen.fillStyle = style.colour
    pen.fillRect(x, y - 5, 20, 3)
    pen.fillStyle = theme.text
    pen.fillText(name, x + 26, y)
  })
  const [, base64 = ''] = canvas.toDataURL('image/png').split(',')
  return pngWithText(fromBase64(base64), 'Comment', provenance)
}
