import { readFile } from 'node:fs/promises'
import { expectClean } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { offlineSimulator, phase } from '../helpers/simulator.ts'

test.describe('the benches of mechanisms and overlays, offline', () => {
  const open = offlineSimulator()

  test('a preset is run, judged beside what is published, exported, saved and opened again', async ({ page }) => {
    await open(page)
    await page.getByTestId('benches').getByText('Mechanisms').click()
    await page.getByTestId('preset-monoculture').click()
    await expect(page.getByTestId('lab-claim')).toHaveCount(3)
    await page.getByTestId('run').click()
    await phase(page, 'done')
    await expect(page.getByTestId('lab-chart')).toBeVisible()
    for (const id of ['random3', 'random8', 'informed3'])
      await expect(page.locator(`[data-claim="${id}"]`)).toHaveAttribute('data-state', 'holds')
    await expect(page.locator('[data-claim="random3"]')).toContainText('0.841')
    await expectClean(page, 'mechanisms')
    await expect(page.getByTestId('copy-command')).toHaveAttribute(
      'data-command',
      'hyoban simulate mechanism --set mechanism=replication --sweep copies=1,2,3,5,8 --replications 10 --seed 1',
    )
    await page.getByTestId('lab-export').click()
    const downloading = page.waitForEvent('download')
    await page.getByTestId('lab-export-csv').click()
    const csv = await readFile(await (await downloading).path(), 'utf8')
    expect(csv).toMatch(/^copies,metric,mean,sd,ci95_low,ci95_high,replications\r\n1,survival,/)
    await page.getByTestId('save-line').click()
    await page.getByTestId('bench-tabs').getByText('Saved').click()
    await expect(page.getByTestId('saved-row')).toHaveCount(1)
    await page.getByTestId('open-saved').click()
    await expect(page.getByTestId('line')).toHaveCount(1)
    await expect(page.getByTestId('run-bar')).toHaveAttribute('data-phase', 'done')
  })

  test('a line is added, changed and refused at its field', async ({ page }) => {
    await open(page)
    await page.getByTestId('benches').getByText('Overlays').click()
    await page.getByTestId('preset-coming-and-going').click()
    const lines = page.getByTestId('line')
    const before = await lines.count()
    await page.getByTestId('add-line').click()
    await expect(lines).toHaveCount(before + 1)
    await page.getByTestId('setting-nodes').fill('3')
    await expect(page.getByTestId('problem-nodes')).toContainText('4 to 1,000,000')
    await expect(page.getByTestId('run')).toBeDisabled()
    await page.getByTestId('setting-nodes').fill('300')
    await expect(page.getByTestId('problem-nodes')).toHaveCount(0)
    await expect(page.getByTestId('run')).toBeEnabled()
  })

  test('a query is seen to grow hop by hop, by keyboard and in words', async ({ page }) => {
    await open(page)
    await page.getByTestId('benches').getByText('Overlays').click()
    await page.getByTestId('preset-seven-hops').click()
    await page.getByTestId('bench-tabs').getByText('Picture').click()
    const picture = page.getByTestId('bench-picture')
    await expect(picture).toContainText(/Node \d+ asks for file \d+/)
    await expectClean(page, 'picture of an overlay')
  })
})
