import { _electron, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { electronFlags, findElectron } from '../../../scripts/lib/electron.mjs'
import { ROOT, startServer } from './server.ts'

/** The user interfaces of a node: a browser connected to `hyoban serve`, or the desktop app. */
export const SURFACES = ['web', 'electron'] as const
export type Surface = (typeof SURFACES)[number]

/** A node with its page open; `close` stops both. */
export interface Window {
  page: Page
  close(): Promise<void>
}

/** Why `surface` cannot be tested here; empty if it can. */
export function missing(surface: Surface): string {
  if (surface === 'web') return ''
  if (!findElectron()) return 'SKIPPED: no Electron binary on this machine; only the web shell was tested'
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'SKIPPED: Electron found, but no display (run under xvfb-run)'
  return ''
}

/** Starts a node on the DHT at `bootstrap` and opens its page. */
export async function openNode(
  surface: Surface,
  dataDir: string,
  bootstrap: string,
  browser: Browser,
  context: BrowserContextOptions = {},
): Promise<Window> {
  const flags = ['--data-dir', dataDir, '--bootstrap', bootstrap]
  if (surface === 'web') {
    const server = await startServer(['serve', ...flags])
    const tab = await browser.newContext(context)
    const page = await tab.newPage()
    await page.goto(server.url)
    return {
      page,
      close: async () => {
        await tab.close()
        await server.stop()
      },
    }
  }
  const app = await _electron.launch({
    executablePath: findElectron() ?? '',
    args: [...electronFlags(), ROOT, ...flags],
  })
  return { page: await app.firstWindow(), close: () => app.close() }
}
