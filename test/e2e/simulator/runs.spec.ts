import type { Page } from '@playwright/test'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { axeFinds } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { offlineSimulator, phase, points, replications, runWhole, tab } from '../helpers/simulator.ts'
import { goTo } from '../helpers/ui.ts'

/** Exports the figure through its menu. */
async function exported(page: Page, format: 'json' | 'csv' | 'svg' | 'png'): Promise<{ name: string; bytes: Buffer }> {
  await page.getByTestId('export-menu').click()
  const waiting = page.waitForEvent('download')
  await page.getByTestId(`export-${format}`).click()
  const download = await waiting
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

test.describe('simulator runs, offline', () => {
  const open = offlineSimulator()

  test('figure 2 is preselected; a run fills the chart and checks the claims', async ({ page }) => {
    await open(page)
    await expect(page.getByTestId('preset-fig2')).toHaveAttribute('aria-checked', 'true')
    await expect(page.getByTestId('figure-blank')).toBeVisible()
    await expect(page.getByTestId('claim')).toHaveCount(5)
    await replications(page, 4)
    await page.getByTestId('run').click()
    await expect(page.getByTestId('figure')).toBeVisible()
    await phase(page, 'done')
    // Seven lines of 14 points.
    expect(await points(page)).toBe(98)
    for (const id of [1, 2, 4])
      await expect(page.locator(`[data-claim="${id}"]`)).toHaveAttribute('data-state', 'holds')
    await expect(page.locator('[data-claim="1"]')).toContainText(/measured \d\.\d{3} \[/)
    // Compares figures that have not run.
    await expect(page.locator('[data-claim="7"]')).toHaveAttribute('data-state', 'unknown')
    await expect(page.locator('[data-claim="7"]')).toContainText('Fig. 3')
    await expect(page.getByTestId('legend-item')).toHaveCount(8)
    await page.getByTestId('legend-item').first().click()
    await expect(page.getByTestId('legend-item').first()).toHaveAttribute('aria-pressed', 'false')
    await page.getByText('Table', { exact: true }).click()
    await expect(page.getByTestId('numbers-table').locator('tbody tr')).toHaveCount(14)
  })

  test('a run is paused, resumed and cancelled, keeps its results, and survives navigation', async ({ page }) => {
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

  test('exported figures contain settings, seeds and version', async ({ page }) => {
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

  test('experiments are saved, reopened after a reload, renamed, exported, imported and removed', async ({
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
    await expect(page.getByText('Nothing saved yet')).toBeVisible()
    expect(await axeFinds(page)).toEqual([])
  })

  test('compares two settings; changed ones are marked and can be reset, invalid ones are explained', async ({
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

  test('a sweep over two parameters is a heat map, over one a line chart', async ({ page }) => {
    await open(page)
    await page.getByTestId('preset-sweep').click()
    await page.getByTestId('sweep-first-steps').fill('3')
    await page.getByTestId('sweep-second-steps').fill('2')
    await page
      .getByTestId('group-chance')
      .or(page.getByRole('button', { name: 'Replications and seed' }))
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
})
