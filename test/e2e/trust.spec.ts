import type { Page } from '@playwright/test'
import { axeFinds } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { startServer, type Server } from './helpers/server.ts'
import { goTo, row, ROW_TEXT } from './helpers/ui.ts'

/**
 * Downloads from every source, file by file, until the rule excludes a peer. One round may not be enough: rows move
 * while results arrive, and a peer that refuses the same file twice within a minute is rated once.
 */
async function fetchUntilExcluded(page: Page): Promise<void> {
  await expect(page.getByTestId('search-row').nth(5)).toBeVisible()
  const excluded = async (): Promise<boolean> => (await page.getByTestId('hidden-results').count()) > 0
  await expect(async () => {
    for (let i = 0; i < 40 && !(await excluded()) && (await page.getByTestId('search-row').count()) > i; i++) {
      // There may be fewer rows by now.
      await page
        .getByTestId('search-row')
        .nth(i)
        .click({ ...ROW_TEXT, timeout: 5000 })
      const buttons = page.getByTestId('search-details').getByRole('button', { name: /^Download .* from / })
      for (let k = 0, n = await buttons.count(); k < n; k++) {
        // The source may be excluded, or the file downloaded, just before the click.
        await buttons
          .nth(k)
          .click({ timeout: 1500 })
          .catch(() => undefined)
      }
    }
    expect(await excluded()).toBe(true)
  }).toPass({ timeout: 150_000 })
}

test.describe('trust in a demo community', () => {
  test.describe.configure({ mode: 'serial', timeout: 240_000 })
  let demo: Server
  test.beforeAll(async () => {
    demo = await startServer(['demo', '--peers', '8', '--seed', '7'])
  })
  test.afterAll(async () => {
    await demo.stop()
  })

  test('a free rider is excluded with a reason, its files are hidden, and the user readmits it', async ({ page }) => {
    await page.goto(demo.url)
    await fetchUntilExcluded(page)
    await expect(page.getByTestId('hidden-results')).toContainText('hidden: excluded peers')
    await page.getByTestId('show-excluded').click()
    await expect(page.getByTestId('show-excluded')).toHaveText('Hide excluded peers again')
    await page.getByTestId('show-excluded').click()

    await goTo(page, 'peers')
    await page.getByTestId('view-excluded').click()
    const first = page.getByTestId('excluded-row').first()
    await expect(first.getByTestId('excluded-by')).toHaveAttribute('data-by', 'rule')
    await expect(first.getByTestId('excluded-why')).toHaveText(/^\d+ of its last \d+ transfers failed\.$/)
    expect.soft(await axeFinds(page), 'excluded').toEqual([])

    await first.click(ROW_TEXT)
    await expect(page.getByTestId('verdict')).toContainText(
      /Excluded since .* transfers with (you|people you trust|you and people you trust) failed/,
    )
    await expect(page.getByTestId('what-would-change')).toContainText('Needed for readmission')
    await expect(page.getByTestId('source-you')).toContainText('refused')
    // The components add up to the total.
    const { parts, sum } = await page.getByTestId('parts').evaluate((card) => ({
      // Read at once, since the demo keeps running.
      parts: [...card.querySelectorAll('dl dd')].slice(0, -1).map((one) => Number(one.textContent)),
      sum: Number(card.querySelector('[data-testid="parts-sum"]')?.textContent),
    }))
    // Each is rounded to two digits.
    expect(Math.abs(parts.reduce((all, part) => all + part, 0) - sum)).toBeLessThanOrEqual(
      0.005 * (parts.length + 1) + 1e-9,
    )
    await page.getByTestId('formula-open').click()
    await expect(page.getByTestId('formula')).toBeVisible()
    expect.soft(await axeFinds(page), 'an excluded peer').toEqual([])

    await goTo(page, 'peers')
    await page.getByTestId('view-excluded').click()
    const key = (await page.getByTestId('excluded-row').first().getAttribute('data-key')) ?? ''
    const gone = page.locator(`[data-testid="excluded-row"][data-key="${key}"]`)
    await gone.getByTestId('readmit-button').click()
    // Rows do not move under the pointer.
    await page.mouse.move(5, 5)
    await expect(gone).toHaveCount(0)
    await page.getByText('History', { exact: true }).click()
    // Other peers may have been excluded meanwhile.
    await expect(
      page
        .getByTestId('decision-row')
        .filter({ has: page.locator(`a[href$="${key}"]`) })
        .first(),
    ).toContainText('Excluded → Allowed by you')
    await page.getByText(/^Excluded now/).click()
  })

  test('the user blocks a peer for a day, then returns it to the rule', async ({ page }) => {
    await page.goto(demo.url)
    await goTo(page, 'peers')
    await page
      .getByTestId('peer-row')
      .filter({ has: page.locator('[data-decision="good"]') })
      .first()
      .click(ROW_TEXT)
    const name = (await page.getByTestId('peer-page').locator('h2').first().textContent()) ?? ''
    await page.getByTestId('block-button').click()
    await page.getByTestId('block-day').click()
    await expect(page.getByTestId('verdict')).toContainText('Blocked by you until')
    await goTo(page, 'peers')
    await page.getByTestId('view-excluded').click()
    await expect(row(page, 'excluded', name).getByTestId('excluded-by')).toHaveAttribute('data-by', 'user')
    await row(page, 'excluded', name).click(ROW_TEXT)
    await page.getByTestId('rule-button').click()
    await expect(page.getByTestId('verdict')).not.toContainText('Blocked by you')
    await expect(page.getByTestId('rule-button')).toHaveCount(0)
  })

  test('a receipt opens and both of its signatures are verified', async ({ page }) => {
    await page.goto(demo.url)
    await goTo(page, 'peers')
    await page
      .getByTestId('peer-row')
      .filter({ has: page.locator('[data-decision="good"]') })
      .first()
      .click(ROW_TEXT)
    await page.getByTestId('open-receipt').first().click()
    for (const side of ['provider', 'requester'])
      await expect(page.getByTestId(`signature-${side}`)).toHaveAttribute('data-state', 'valid')
    await expect(page.getByTestId('receipt')).toContainText('Content root')
    expect.soft(await axeFinds(page), 'a receipt').toEqual([])
  })

  test('the trust graph and its table', async ({ page }) => {
    await page.goto(demo.url)
    await goTo(page, 'peers')
    await page.getByTestId('view-graph').click()
    await expect(page.getByTestId('graph-picture').locator('canvas')).toBeVisible()
    expect.soft(await axeFinds(page), 'graph').toEqual([])
    await page.getByTestId('graph-look').getByText('Table').click()
    await expect(page.getByTestId('edge-row').nth(5)).toBeVisible()
    await expect(row(page, 'edge', 'You').first()).toBeVisible()
    expect.soft(await axeFinds(page), 'graph as a table').toEqual([])
  })

  test('rows stay under the pointer while numbers change and are sorted when it leaves', async ({ page }) => {
    await page.goto(demo.url)
    await goTo(page, 'peers')
    await page
      .getByRole('columnheader', { name: /^Ratings/ })
      .getByRole('button')
      .click()
    const shown = (): Promise<{ key: string; count: number }[]> =>
      page.getByTestId('peer-row').evaluateAll((rows) =>
        rows.map((one) => ({
          key: one.getAttribute('data-key') ?? '',
          count: Number(/([\d,]+) ratings?/.exec(one.textContent ?? '')?.[1]?.replaceAll(',', '') ?? 0),
        })),
      )
    const falling = (rows: { count: number }[]): boolean =>
      rows.every(({ count }, i) => i === 0 || count <= (rows[i - 1] as { count: number }).count)
    await expect.poll(async () => falling(await shown())).toBe(true)

    await page.getByTestId('peer-row').nth(1).hover(ROW_TEXT)
    const held = (await shown()).map(({ key }) => key)
    expect(held.length).toBeGreaterThan(4)
    // Eventually a peer has more ratings than the one above it.
    await expect.poll(async () => falling(await shown()), { timeout: 120_000 }).toBe(false)
    // New peers are appended.
    expect((await shown()).map(({ key }) => key).slice(0, held.length)).toEqual(held)

    await page.mouse.move(5, 5)
    await expect.poll(async () => falling(await shown())).toBe(true)

    await page.getByTestId('peer-row').nth(1).hover(ROW_TEXT)
    const key = (await shown())[1]?.key
    await page.mouse.down()
    await page.mouse.up()
    await expect(page).toHaveURL(new RegExp(`${key}$`))
  })

  test('a new rating changes the trust value on screen', async ({ page }) => {
    await page.goto(demo.url)
    await goTo(page, 'peers')
    // The demo has only just started if this test runs alone.
    await page
      .getByTestId('peer-row')
      .filter({ has: page.locator('[data-decision="good"]') })
      .first()
      .click({ ...ROW_TEXT, timeout: 120_000 })
    const number = page.getByTestId('trust-number')
    for (const score of ['Bad', 'Good', 'Bad']) {
      const before = await number.textContent()
      await page.getByTestId('rate-button').click()
      await page.getByText(score, { exact: true }).last().click()
      await page.getByTestId('rate-submit').click()
      await expect(number).not.toHaveText(before ?? '')
      await expect(page.getByTestId('rate-submit')).toHaveCount(0)
    }
  })
})
