import type { Page } from '@playwright/test'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { axeFinds } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { startServer, type Server } from './helpers/server.ts'
import { goTo } from './helpers/ui.ts'

// no network at all: the only entry point is a port where nobody listens
const OFFLINE = ['--community', 'lab', '--name', 'Aiko', '--host-only', '--bootstrap', '127.0.0.1:1']

let server: Server

async function open(page: Page): Promise<void> {
  await page.goto(server.url)
  await goTo(page, 'simulator')
  await expect(page.getByTestId('run')).toBeVisible()
}

const phase = (page: Page, wanted: string) =>
  expect(page.getByTestId('run-bar')).toHaveAttribute('data-phase', wanted, { timeout: 60_000 })
const points = async (page: Page): Promise<number> =>
  Number(await page.getByTestId('figure').first().getAttribute('data-points'))

async function replications(page: Page, count: number): Promise<void> {
  await page.getByTestId('replications').fill(String(count))
  await page.getByTestId('replications').blur()
}

async function runWhole(page: Page, count = 2): Promise<void> {
  await replications(page, count)
  await page.getByTestId('run').click()
  await phase(page, 'done')
}

/** Takes a download of the figure's export menu as text or bytes. */
async function exported(page: Page, format: 'json' | 'csv' | 'svg' | 'png'): Promise<{ name: string; bytes: Buffer }> {
  await page.getByTestId('export-menu').click()
  const waiting = page.waitForEvent('download')
  await page.getByTestId(`export-${format}`).click()
  const download = await waiting
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

const tab = (page: Page, index: number): Promise<void> =>
  page.getByTestId('simulator-tabs').locator('label').nth(index).click()

test.describe('the simulator, with the network off', () => {
  let folder: string
  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hyoban-simulator-'))
    server = await startServer(['serve', '--data-dir', join(folder, 'node'), ...OFFLINE])
  })
  test.afterAll(async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })

  test('starts on figure 2 with one clear button; the chart fills while it runs, and the claims are ticked', async ({
    page,
  }) => {
    await open(page)
    await expect(page.getByTestId('preset-fig2')).toHaveAttribute('aria-checked', 'true')
    await expect(page.getByTestId('figure-blank')).toBeVisible()
    await expect(page.getByTestId('claim')).toHaveCount(5)
    await replications(page, 4)
    await page.getByTestId('run').click()
    await expect(page.getByTestId('figure')).toBeVisible()
    await phase(page, 'done')
    // seven lines of fourteen points
    expect(await points(page)).toBe(98)
    for (const id of [1, 2, 4])
      await expect(page.locator(`[data-claim="${id}"]`)).toHaveAttribute('data-state', 'holds')
    await expect(page.locator('[data-claim="1"]')).toContainText(/measured \d\.\d{3} \[/)
    // compares figures that have not run
    await expect(page.locator('[data-claim="7"]')).toHaveAttribute('data-state', 'unknown')
    await expect(page.locator('[data-claim="7"]')).toContainText('Fig. 3')
    await expect(page.getByTestId('legend-item')).toHaveCount(8)
    await page.getByTestId('legend-item').first().click()
    await expect(page.getByTestId('legend-item').first()).toHaveAttribute('aria-pressed', 'false')
    await page.getByText('Table', { exact: true }).click()
    await expect(page.getByTestId('numbers-table').locator('tbody tr')).toHaveCount(14)
  })

  test('pauses, goes on, cancels, and keeps what was there; a run goes on while one looks elsewhere', async ({
    page,
  }) => {
    await open(page)
    await replications(page, 400)
    await page.getByTestId('run').click()
    await expect(page.getByTestId('figure')).toBeVisible()
    await page.getByTestId('pause-run').click()
    await phase(page, 'paused')
    const done = async (): Promise<number> => Number(await page.getByTestId('figure').getAttribute('data-done'))
    const held = await done()
    await page.getByTestId('pause-run').click()
    await phase(page, 'running')
    await expect.poll(done).toBeGreaterThan(held)
    await goTo(page, 'settings')
    await goTo(page, 'simulator')
    await phase(page, 'running')
    await page.getByTestId('cancel-run').click()
    await phase(page, 'cancelled')
    expect(await points(page)).toBeGreaterThan(20)
    await expect(page.getByTestId('run-text')).toContainText('Stopped at')
  })

  test('gives figures away with settings, seeds and version inside', async ({ page }) => {
    await open(page)
    await runWhole(page)
    const json = JSON.parse((await exported(page, 'json')).bytes.toString()) as {
      scenario: string
      seed: number
      seeds: number[]
      version: string
      settings: Record<string, number>
      runs: unknown[]
    }
    expect(json).toMatchObject({ scenario: 'fig2', seed: 1, settings: { N: 1000, transactions: 40_000 } })
    expect(json.seeds).toHaveLength(2)
    expect(json.version).toMatch(/^\d+\.\d+\.\d+/)
    expect(json.runs).toHaveLength(196)
    const csv = (await exported(page, 'csv')).bytes.toString()
    expect(csv).toContain(`"seeds":[${json.seeds.join(',')}]`)
    const svg = (await exported(page, 'svg')).bytes.toString()
    expect(svg).toContain('<metadata>')
    const png = await exported(page, 'png')
    expect(png.name).toBe('hyoban-fig2-seed1.png')
    expect(png.bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect(png.bytes.toString('latin1')).toContain(`"seeds":[${json.seeds.join(',')}]`)
  })

  test('keeps experiments: saved, found again after a reload, opened, renamed, exported, imported, removed', async ({
    page,
    scratch,
  }) => {
    await open(page)
    await runWhole(page)
    await page.getByTestId('save-experiment').click()
    await page.getByTestId('save-name').fill('My first')
    await page.getByTestId('save-submit').click()
    await expect(page.getByTestId('save-name')).toBeHidden()
    await page.reload()
    await tab(page, 2)
    await expect(page.getByTestId('saved-row')).toHaveCount(1)
    await expect(page.getByTestId('saved-row')).toContainText('My first')
    await page.getByTestId('open-saved').click()
    await phase(page, 'done')
    expect(await points(page)).toBe(98)
    await expect(page.getByTestId('run-text')).toContainText('Done: 196 runs')
    await tab(page, 2)
    const waiting = page.waitForEvent('download')
    await page.getByTestId('export-saved').click()
    const file = join(scratch, 'kept.json')
    await (await waiting).saveAs(file)
    await page.getByTestId('rename-saved').click()
    await page.getByTestId('rename-name').fill('Renamed')
    await page.getByTestId('rename-name').press('Enter')
    await expect(page.getByTestId('saved-row')).toContainText('Renamed')
    await page.locator('input[type="file"]').setInputFiles(file)
    await expect(page.getByTestId('saved-row')).toHaveCount(2)
    const whole = await readFile(file, 'utf8')
    for (const [name, text, message] of [
      ['cut.json', whole.slice(0, -50), /not JSON/],
      ['other.json', '{"hello":1}', /not a simulation result/],
    ] as const) {
      await writeFile(join(scratch, name), text)
      await page.locator('input[type="file"]').setInputFiles(join(scratch, name))
      await expect(page.getByTestId('import-problem')).toContainText(message)
      await expect(page.getByTestId('import-problem')).toContainText(name)
    }
    await expect(page.getByTestId('saved-row')).toHaveCount(2)
    await page.getByTestId('remove-saved').first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByTestId('saved-row')).toHaveCount(1)
    await page.getByTestId('remove-saved').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    // the empty list says how to fill it
    await expect(page.getByText('Nothing saved yet')).toBeVisible()
    expect(await axeFinds(page)).toEqual([])
  })

  test('shows one run: plays, steps, and tells what happens to a peer that is picked', async ({ page }) => {
    await open(page)
    await tab(page, 1)
    await page.getByTestId('preset-fig5').click()
    await expect(page.getByTestId('dots')).toBeVisible()
    const at = async (): Promise<number> =>
      Number(await page.getByTestId('watch-transaction').getAttribute('data-transaction'))
    await expect(page.getByTestId('counts')).toContainText('Traitor')
    await page.getByTestId('watch-step').click()
    await expect.poll(at).toBe(1)
    await page.getByTestId('watch-step-100').click()
    await expect.poll(at).toBe(101)
    const slider = page.getByTestId('watch-speed').locator('[role="slider"]')
    await slider.focus()
    await slider.press('End')
    await page.getByTestId('watch-play').click()
    // a thousand peers, drawn while they move
    const frames = async (): Promise<number> => Number(await page.getByTestId('dots').getAttribute('data-frames'))
    const before = await frames()
    await expect.poll(at, { timeout: 40_000 }).toBe(40_000)
    expect(await frames()).toBeGreaterThan(before + 10)
    await expect(page.getByTestId('counts').locator('[data-kind="traitor"]')).toBeVisible()
    // a dot of the second half is a traitor
    const box = await page.getByTestId('dots').boundingBox()
    if (!box) throw new Error('the dots are nowhere')
    await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.75)
    await expect(page.getByTestId('peer-card')).toContainText('Traitor')
    await expect(page.getByTestId('peer-formula')).toContainText(/u = 0\.50 × \d\.\d\d \+ 0\.50 × \d\.\d\d = \d\.\d\d/)
    await expect(page.getByTestId('peer-history')).toBeVisible()
    await page.getByTestId('pick-peer').fill('3')
    await expect(page.getByTestId('peer-card')).toHaveAttribute('data-slot', '3')
    await expect(page.getByTestId('peer-card')).toContainText('Rational')
  })

  test('compares two settings, marks what was changed, takes it back, and says what is wrong with a setting', async ({
    page,
  }) => {
    await open(page)
    await page.getByTestId('preset-fig6').click()
    await page.getByTestId('compare-switch').setChecked(true, { force: true })
    await page.getByTestId('group-trust').click()
    await page.locator('#p-exclusionThreshold').fill('0.9')
    await expect(page.getByTestId('parameter-exclusionThreshold')).toHaveAttribute('data-changed', 'true')
    await runWhole(page)
    await expect(page.getByTestId('figure')).toHaveCount(2)
    await expect(page.getByTestId('compare-table').locator('tbody tr')).toHaveCount(2)
    await page.getByTestId('reset-exclusionThreshold').click()
    await expect(page.locator('#p-exclusionThreshold')).toHaveValue('0.6')
    await expect(page.getByTestId('run-text')).toContainText('Settings have changed')
    await page.locator('#p-exclusionThreshold').fill('7')
    await page.getByTestId('run').click()
    await expect(page.getByRole('alert')).toContainText('exclusionThreshold must be a number from 0 to 1')
  })

  test('sweeps over two parameters as a heat map, and over one as lines', async ({ page }) => {
    await open(page)
    await page.getByTestId('preset-sweep').click()
    await page.getByTestId('sweep-first-steps').fill('3')
    await page.getByTestId('sweep-second-steps').fill('2')
    await page
      .getByTestId('group-chance')
      .or(page.getByRole('button', { name: 'Replications and chance' }))
      .first()
      .click()
    await runWhole(page)
    expect(await points(page)).toBe(6)
    await expect(page.getByText('Heat map', { exact: true })).toBeVisible()
    await page.getByTestId('sweep-two').setChecked(false, { force: true })
    await page.getByTestId('run').click()
    await expect.poll(() => points(page)).toBe(3)
    await phase(page, 'done')
    await expect(page.getByTestId('legend-item')).toHaveCount(1)
  })

  test('can be walked with the keyboard: preset, run, tabs', async ({ page }) => {
    await open(page)
    await page.getByTestId('preset-fig2').focus()
    await page.keyboard.press('ArrowRight')
    await expect(page.getByTestId('preset-fig3')).toBeFocused()
    await expect(page.getByTestId('preset-fig3')).toHaveAttribute('aria-checked', 'true')
    await page.keyboard.press('Tab')
    await expect(page.getByTestId('run')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('figure')).toBeVisible()
  })

  for (const [colorScheme, locale] of [
    ['light', 'en-GB'],
    ['dark', 'ja-JP'],
  ] as const) {
    test.describe(`${colorScheme}, ${locale}`, () => {
      test.use({ colorScheme, locale, contextOptions: { reducedMotion: 'reduce' } })

      test('is clean in the eyes of axe, whatever it shows, and speaks one language', async ({ page }) => {
        const strange: string[] = []
        page.on('console', (message) => {
          if (message.type() === 'error') strange.push(message.text())
        })
        page.on('pageerror', (error) => strange.push(String(error)))
        await open(page)
        expect.soft(await axeFinds(page), 'empty').toEqual([])
        for (const group of ['society', 'turnover', 'kinds', 'trust', 'benefit'])
          await page.getByTestId(`group-${group}`).click()
        await runWhole(page)
        expect.soft(await axeFinds(page), 'with results and all settings').toEqual([])
        await page.getByTestId('save-experiment').click()
        await page.getByTestId('save-submit').click()
        await expect(page.getByTestId('save-name')).toBeHidden()
        await page.getByTestId('preset-sweep').click()
        expect.soft(await axeFinds(page), 'sweep').toEqual([])
        await tab(page, 1)
        await page.getByTestId('preset-fig5').click()
        await page.getByTestId('watch-step-100').click()
        await page.getByTestId('pick-peer').fill('5')
        await expect(page.getByTestId('peer-card')).toBeVisible()
        expect.soft(await axeFinds(page), 'watching').toEqual([])
        await tab(page, 2)
        await expect(page.getByTestId('saved-row').first()).toBeVisible()
        expect.soft(await axeFinds(page), 'saved').toEqual([])
        await expect(page.locator('main')).not.toContainText(/simulator:[a-z]/)
        expect(strange).toEqual([])
      })
    })
  }

  test.describe('900 by 600', () => {
    test.use({ viewport: { width: 900, height: 600 } })

    test('has everything within reach: settings in a drawer, nothing wider than the window', async ({ page }) => {
      await open(page)
      await expect(page.getByTestId('run')).toBeInViewport()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(900)
      await page.getByTestId('open-settings').click()
      await expect(page.getByTestId('parameter-panel')).toBeVisible()
      expect(await axeFinds(page)).toEqual([])
    })
  })
})
