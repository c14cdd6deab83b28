// node scripts/run.mjs test/desktop/pictures.ts --out DIR: pictures of the desktop app from the stand-in. Menus are
// drawn from the models that the app hands to Electron, plainly: each system draws them in its own way.
import { mkdir } from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { MenuItemConstructorOptions } from 'electron'
import { chromium, type Browser, type Page } from 'playwright'
import { makeTorrent } from '../../main/domain/torrent.ts'
import { labelsFor, type Labels } from '../../main/shell/electron/window/labels.ts'
import {
  menuTemplate,
  quickItems,
  trayTemplate,
  type MenuActions,
} from '../../main/shell/electron/window/menu-template.ts'
import { trayText, type TrayStatus } from '../../main/shell/electron/window/tray-text.ts'
import { findBrowser } from '../../scripts/lib/browser.mjs'
import { desktopWithTray, settledHome } from './desktop-home.ts'
import { DesktopRun } from './desktop-run.ts'
import { drawing, type Drawn } from './menu-drawing.ts'

const LOCALES = ['en-GB', 'ja-JP'] as const
const ROOT = 'ab'.repeat(32)
const SCHEMES = ['light', 'dark'] as const
const nothing = (): void => {}
const actions: MenuActions = {
  show: nothing,
  quit: nothing,
  openDataFolder: nothing,
  settings: nothing,
  transfers: nothing,
}
const recent = ['Winterreise – 01 Gute Nacht.flac', 'Bells & whistles.pdf', '東海道五十三次.png']
const status: TrayStatus = {
  state: 'online',
  peers: 12,
  downloadRate: 2_400_000,
  uploadRate: 310_000,
  alternativeLimitsOn: true,
  downloads: {
    progress: 0.4,
    running: 3,
    paused: 0,
    recent: recent.map((name, index) => ({ id: String(index), name })),
  },
}
const editFlags = { canUndo: true, canRedo: false, canCut: true, canCopy: true, canPaste: true, canSelectAll: true }

/** The menus of a right click, as the running app makes them. */
async function contextMenus(run: DesktopRun): Promise<Drawn[]> {
  const at = async (title: string, params: object): Promise<Drawn> => {
    const all = { isEditable: false, selectionText: '', linkURL: '', editFlags, ...params }
    const items = (await run.call('contextMenu', all)) ?? []
    return {
      title,
      items: items.map(({ label, type, enabled }) => ({
        label,
        enabled,
        type: type === 'separator' ? type : 'normal',
      })),
    }
  }
  return [
    await at('context menu: field', { isEditable: true }),
    await at('context menu: selection', { selectionText: 'winter' }),
    await at('context menu: link', { linkURL: 'https://hyoban.org/' }),
  ]
}

function bar(title: string, labels: Labels, platform: NodeJS.Platform): Drawn[] {
  return menuTemplate(labels, platform, actions).map(({ label, submenu }) => ({
    title: `${title}: ${label ?? ''}`,
    items: submenu as MenuItemConstructorOptions[],
  }))
}

async function drawMenus(browser: Browser, run: DesktopRun, locale: string, out: string): Promise<void> {
  const labels = labelsFor(locale)
  const tray: Drawn = {
    title: `tray (${trayText(labels, status).replace('\n', ', ')})`,
    items: trayTemplate(labels, actions, status),
  }
  const menus = {
    tray: [
      tray,
      { title: 'tray before the core has started', items: trayTemplate(labels, actions, undefined) },
      { title: 'dock (macOS)', items: quickItems(labels, actions, status) },
      ...(await contextMenus(run)),
      { title: 'notice at the first hiding', notice: { title: labels.hidden, body: labels.hiddenText } },
      { title: 'another version', notice: { title: 'Hyoban', body: labels.otherVersion('0.1.0', '0.2.0') } },
    ],
    'bar-linux': bar('Linux, Windows', labels, 'linux'),
    'bar-mac': bar('macOS', labels, 'darwin'),
  } satisfies Record<string, Drawn[]>
  for (const [name, drawn] of Object.entries(menus))
    for (const scheme of SCHEMES) {
      const page = await browser.newPage({ viewport: { width: 1180, height: 400 }, colorScheme: scheme })
      await page.setContent(drawing(drawn, locale))
      await page.screenshot({ path: join(out, `${name}-${locale.slice(0, 2)}-${scheme}.png`), fullPage: true })
      await page.close()
    }
}

/** Pictures of what the page shows of the desktop. */
async function drawPage(run: DesktopRun, page: Page, locale: string, out: string): Promise<void> {
  const language = locale.slice(0, 2)
  await page.evaluate((chosen) => localStorage.setItem('hyoban.language', chosen), language)
  for (const scheme of SCHEMES) {
    const shoot = (name: string): Promise<Buffer> =>
      page.screenshot({ path: join(out, `${name}-${language}-${scheme}.png`), animations: 'disabled' })
    await page.evaluate((chosen) => localStorage.setItem('mantine-color-scheme-value', chosen), scheme)
    await page.reload()
    await page.getByTestId('alternative-limits').waitFor()
    await page.evaluate(() => void (location.hash = '#/settings'))
    await page.getByTestId('setting-torrents').scrollIntoViewIfNeeded()
    await shoot('settings-desktop')
    await page.getByTestId('alternative-on').scrollIntoViewIfNeeded()
    await shoot('settings-limits')
    await run.call('openFile', join(run.home, 'Odd.hyoban'))
    await page.getByRole('alert').first().waitFor()
    await shoot('odd-file')
    await run.call('openFile', join(run.home, 'Winter.torrent'))
    await page.getByTestId('link-dialog').waitFor()
    await shoot('torrent')
    await page.keyboard.press('Escape')
    await page.getByTestId('link-dialog').waitFor({ state: 'detached' })
    const cdp = await page.context().newCDPSession(page)
    const data = { items: [], files: [run.home], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver'] as const)
      await cdp.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
    await page.getByTestId('drop-zone').waitFor()
    await shoot('drop')
    await cdp.send('Input.dispatchDragEvent', { type: 'dragCancel', x: 0, y: 0, data })
    await cdp.detach()
  }
}

const { values: flags } = parseArgs({ options: { out: { type: 'string' } } })
if (flags.out === undefined) throw new Error('pictures: --out DIR says where they go')
const out = resolve(flags.out)
await mkdir(out, { recursive: true })
const browser = await chromium.launch({ executablePath: findBrowser() ?? chromium.executablePath() })
try {
  for (const locale of LOCALES) {
    const { home, args } = await settledHome()
    writeFileSync(join(home, 'Odd.hyoban'), 'ding dong')
    const files = recent.map((name, i) => ({ path: [name], size: 900_000 + i, root: ROOT, layer: new Uint8Array() }))
    writeFileSync(join(home, 'Winter.torrent'), makeTorrent('Winter', files).bytes)
    const env = { ...(await desktopWithTray(home)), STAND_IN_LOCALE: locale }
    const run = await DesktopRun.start({ home, args, env })
    try {
      const page = await run.page()
      await page.getByTestId('alternative-limits').waitFor()
      await drawMenus(browser, run, locale, out)
      await drawPage(run, page, locale, out)
    } finally {
      await run.end()
    }
  }
} finally {
  await browser.close()
}
