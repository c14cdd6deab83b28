import { PDFDocument, StandardFonts, rgb, type PDFFont, type PDFPage } from 'pdf-lib'
import { seededRandom } from '../base/random.ts'
import { articleParts } from './article.ts'

const [WIDTH, HEIGHT, MARGIN] = [420, 595, 48]

function wrap(text: string, font: PDFFont, size: number, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word
    if (line && font.widthOfTextAtSize(longer, size) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return line ? [...lines, line] : lines
}

function drawChart(page: PDFPage, font: PDFFont, values: readonly number[], top: number): void {
  const [left, width, height] = [MARGIN, WIDTH - 2 * MARGIN, 120]
  page.drawRectangle({ x: left, y: top - height, width, height, color: rgb(0.95, 0.96, 0.98) })
  values.forEach((value, i) => {
    const bar = width / values.length
    const colour = value < 0.6 ? rgb(0.83, 0.3, 0.28) : rgb(0.2, 0.47, 0.65)
    page.drawRectangle({
      x: left + i * bar + 2,
      y: top - height,
      width: bar - 4,
      height: height * value,
      color: colour,
    })
  })
  page.drawLine({
    start: { x: left, y: top - 0.4 * height },
    end: { x: left + width, y: top - 0.4 * height },
    thickness: 0.7,
    color: rgb(0.3, 0.3, 0.3),
    dashArray: [4, 3],
  })
  page.drawText('Trust after each transaction; dashed: the threshold', {
    x: left,
    y: top - height - 14,
    size: 8,
    font,
    color: rgb(0.35, 0.35, 0.35),
  })
}

/**
 * A PDF of `scale` pages (at least 2): an English article about `subject` with a chart on every second page. Equal
 * arguments give equal bytes.
 */
export async function makeBooklet(subject: string, seed: number, scale: number): Promise<Uint8Array> {
  const random = seededRandom(seed, 4)
  // pdf-lib would write the current time, but the bytes must be reproducible
  const pdf = await PDFDocument.create({ updateMetadata: false })
  const serif = await pdf.embedFont(StandardFonts.TimesRoman)
  const sans = await pdf.embedFont(StandardFonts.HelveticaBold)
  const pages = Math.max(2, Math.round(scale))
  let title = ''
  for (let number = 1; number <= pages; number++) {
    const { title: heading, paragraphs } = articleParts(subject, seed + number - 1, 5, 'en')
    title ||= heading
    const page = pdf.addPage([WIDTH, HEIGHT])
    let y = HEIGHT - MARGIN
    for (const line of wrap(
      number === 1 ? title : `${number}. ${paragraphs[0]?.split('. ')[0] ?? heading}`,
      sans,
      number === 1 ? 20 : 13,
      WIDTH - 2 * MARGIN,
    )) {
      page.drawText(line, { x: MARGIN, y: y - 14, size: number === 1 ? 20 : 13, font: sans })
      y -= number === 1 ? 26 : 18
    }
    y -= 14
    if (number % 2 === 0) {
      let u = 1
      drawChart(
        page,
        serif,
        Array.from({ length: 24 }, (_, i) => (u = u * 0.9 + 0.1 * (i < 12 || random.next() < 0.15 ? 1 : 0))),
        y,
      )
      y -= 160
    }
    for (const paragraph of paragraphs) {
      for (const line of wrap(paragraph, serif, 11, WIDTH - 2 * MARGIN)) {
        if (y < MARGIN + 20) break
        page.drawText(line, { x: MARGIN, y, size: 11, font: serif })
        y -= 15
      }
      y -= 8
    }
    page.drawText(String(number), { x: WIDTH / 2, y: MARGIN / 2, size: 9, font: serif })
  }
  pdf.setTitle(title)
  pdf.setAuthor('Hyoban demo community')
  const written = new Date(Date.UTC(2025, 2, 1))
  pdf.setCreationDate(written)
  pdf.setModificationDate(written)
  return pdf.save()
}
