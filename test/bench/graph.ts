import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { chromium, type Page } from 'playwright'
import sirv from 'sirv'
import { build } from 'vite'
import { findBrowser } from '../../scripts/lib/browser.mjs'

/** One result line of a benchmark: ours and its reference, measured in one run. */
interface BenchLine {
  name: string
  ours: number
  reference: number
  ratio: number
  unit: string
}

const SIZE = { width: 1280, height: 800 }

async function served(dir: string): Promise<Server> {
  const entry = join(import.meta.dirname, 'graph-page.tsx')
  writeFileSync(
    join(dir, 'index.html'),
    `<!doctype html><div id="root"></div><script type="module" src="${entry}"></script>`,
  )
  await build({
    root: dir,
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    css: { postcss: { plugins: [] } },
    build: { outDir: join(dir, 'out'), minify: true, chunkSizeWarningLimit: 4000 },
  })
  const files = sirv(join(dir, 'out'))
  const server = createServer((request, response) => files(request, response, () => void response.writeHead(404).end()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** Times between the frames of the next `ms`, sorted. */
function frames(page: Page, ms: number): Promise<number[]> {
  return page.evaluate(
    (during) =>
      new Promise<number[]>((resolve) => {
        const gaps: number[] = []
        const start = performance.now()
        let last = start
        const next = (now: number): void => {
          gaps.push(now - last)
          last = now
          if (now - start < during) requestAnimationFrame(next)
          else resolve(gaps.slice(1).sort((a, b) => a - b))
        }
        requestAnimationFrame(next)
      }),
    ms,
  )
}

const at = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** Drags and turns the wheel over the picture until `done`. */
async function handle(page: Page, done: Promise<unknown>): Promise<void> {
  let over = false
  void done.finally(() => (over = true))
  await page.mouse.move(200, 150)
  await page.mouse.down()
  for (let i = 0; !over; i++) {
    await page.mouse.move(200 + 60 * Math.sin(i / 7), 150 + 60 * Math.cos(i / 5))
    if (i % 12 === 11) await page.mouse.wheel(0, i % 24 === 11 ? -120 : 120)
  }
  await page.mouse.up()
}

/**
 * The trust graph in Chromium, 1280 x 800: times between frames (ms, median and 95 of 100) while the forces move it and
 * while it is dragged and zoomed, against
 * an empty page of the same browser in the same run. --peers (500), --edges (3000).
 */
export default async function* run(options: { peers?: number; edges?: number } = {}): AsyncGenerator<BenchLine> {
  const [peers, edges] = [options.peers ?? 500, options.edges ?? 3000]
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-graph-'))
  const server = await served(dir)
  const executablePath = findBrowser()
  const browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-gpu'],
    ...(executablePath && { executablePath }),
  })
  const line = (name: string, ours: number, reference: number): BenchLine => ({
    name,
    ours: Number(ours.toFixed(1)),
    reference: Number(reference.toFixed(1)),
    ratio: Number((ours / reference).toFixed(2)),
    unit: 'ms',
  })
  try {
    const page = await browser.newPage({ viewport: SIZE })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    await page.goto(url)
    const empty = await frames(page, 2000)
    await page.goto(`${url}?peers=${peers}&edges=${edges}`)
    await page.locator('canvas').first().waitFor()
    const moving = await frames(page, 4000)
    // its layout ends by itself; then nobody but the hand moves it
    await page.waitForTimeout(12_000)
    const handled = frames(page, 4000)
    await handle(page, handled)
    const dragged = await handled
    for (const [name, list] of [
      ['while it settles', moving],
      ['dragged and zoomed', dragged],
    ] as const) {
      yield line(`graph of ${peers} peers, ${name}: median frame`, at(list, 0.5), at(empty, 0.5))
      yield line(`graph of ${peers} peers, ${name}: frame at 95 of 100`, at(list, 0.95), at(empty, 0.95))
    }
  } finally {
    await browser.close()
    server.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
