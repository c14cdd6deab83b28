import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { type Browser, chromium, type Page } from 'playwright'
import sirv from 'sirv'
import { build } from 'vite'
import { findBrowser } from '../../../scripts/lib/browser.mjs'

/** Chromium flags for a container: as root, without a GPU, and without background traffic. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Time limit of an action in ms; far above what is measured. */
const GIVE_UP_MS = 300_000

/** Starts the same Chromium as the end-to-end tests. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('no Chromium or Chrome is installed; HYOBAN_BROWSER can name one')
  return chromium.launch({ args: FLAGS, executablePath })
}

/** Opens an empty page with the settings common to all benchmarks. */
export async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
  })
  page.setDefaultTimeout(GIVE_UP_MS)
  return page
}

/** Builds `entry`, a React page, for production and serves it on loopback. */
export async function servePage(entry: string): Promise<{ url: string; close: () => void }> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-page-'))
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
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Times between frames during the next `ms`, in ms. */
export function frames(page: Page, ms: number): Promise<number[]> {
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
          else resolve(gaps.slice(1))
        }
        requestAnimationFrame(next)
      }),
    ms,
  )
}
