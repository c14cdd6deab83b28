import type { Page } from '@playwright/test'
import { expectClean } from './helpers/axe.ts'
import { everyState } from './helpers/every-transfer-state.ts'
import { openTransfers, startFakeNode, type FakeNode } from './helpers/fake-node.ts'
import { expect, test } from './helpers/fixtures.ts'
import { line } from './helpers/fake-transfers.ts'
import { goTo, row } from './helpers/ui.ts'

const heading = (page: Page, name: string) => page.getByRole('columnheader', { name, exact: true })
const names = (page: Page): Promise<string[]> =>
  page.getByTestId('transfer-row').locator('[role="gridcell"]:nth-child(2)').allInnerTexts()
const widthOf = async (page: Page, name: string): Promise<number> =>
  (await heading(page, name).boundingBox())?.width ?? 0
const openMenu = async (page: Page): Promise<void> => {
  await page.getByTestId('table-menu').click()
  await page.getByTestId('table-menu-items').waitFor()
}

test.describe('tables', () => {
  test.use({
    colorScheme: 'light',
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1280, height: 800 },
  })
  let node: FakeNode
  test.beforeEach(async ({ page }) => {
    const state = everyState()
    const uploads = ['first', 'second'].map((id) => line(id, { direction: 'up', state: 'done', moved: 100_000_000 }))
    node = await startFakeNode({ ...state, transfers: [...state.transfers, ...uploads] })
    await openTransfers(page, node)
  })
  test.afterEach(() => node.close())

  test('headers sort with Enter, say so, and return to the queue; the sort is remembered', async ({ page }) => {
    const queue = await names(page)
    const header = heading(page, 'Name')
    await expect(header).toHaveAttribute('aria-sort', 'none')
    await header.getByRole('button').focus()
    await page.keyboard.press('Enter')
    await expect(header).toHaveAttribute('aria-sort', 'ascending')
    const rising = await names(page)
    expect(rising).not.toEqual(queue)
    await page.keyboard.press('Enter')
    await expect(header).toHaveAttribute('aria-sort', 'descending')
    await page.reload()
    await goTo(page, 'transfers')
    await expect(header).toHaveAttribute('aria-sort', 'descending')

    await test.step('a sorted table is no queue to move rows in', async () => {
      await row(page, 'transfer', 'next.bin').focus()
      await page.keyboard.press('Alt+ArrowUp')
      await expect(page.getByTestId('transfers-said')).toContainText('The table is sorted by a column')
      expect(node.calls).toEqual([])
    })
    await header.getByRole('button').click()
    await expect(header).toHaveAttribute('aria-sort', 'none')
    expect(await names(page)).toEqual(queue)
  })

  test('columns are hidden, resized by pointer and keyboard, remembered, and reset', async ({ page }) => {
    const own = await widthOf(page, 'Peer')
    await openMenu(page)
    await page.getByRole('menuitemcheckbox', { name: 'Speed' }).click()
    await expect(page.getByRole('menuitemcheckbox', { name: 'Speed' })).toHaveAttribute('aria-checked', 'false')
    await expect(heading(page, 'Speed')).toHaveCount(0)
    await expect(page.getByRole('menuitemcheckbox', { name: 'Name' })).toHaveCount(0)
    await expectClean(page, 'the menu of a table')
    await page.keyboard.press('Escape')

    const before = await widthOf(page, 'Peer')
    const grip = await page.getByTestId('grip-peer').boundingBox()
    if (!grip) throw new Error('no grip')
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2)
    await page.mouse.down()
    await page.mouse.move(grip.x + grip.width / 2 - 60, grip.y + grip.height / 2, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => widthOf(page, 'Peer')).toBeCloseTo(before - 60, 0)
    await heading(page, 'Peer').getByRole('button').focus()
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(() => widthOf(page, 'Peer')).toBeCloseTo(before - 44, 0)
    await expect(heading(page, 'Peer')).toHaveAttribute('aria-sort', 'none')

    await page.reload()
    await goTo(page, 'transfers')
    await expect.poll(() => widthOf(page, 'Peer')).toBeCloseTo(before - 44, 0)
    await expect(heading(page, 'Speed')).toHaveCount(0)
    await openMenu(page)
    await page.getByTestId('table-reset').click()
    await expect(heading(page, 'Speed')).toHaveCount(1)
    await expect.poll(() => widthOf(page, 'Peer')).toBeCloseTo(own, 0)
  })

  test('rows are 40 pixels high, 60 by choice on every page', async ({ page }) => {
    const height = async () => (await page.getByTestId('transfer-row').first().boundingBox())?.height
    expect(await height()).toBe(40)
    await openMenu(page)
    await page.getByRole('menuitemradio', { name: 'Comfortable' }).click()
    await expect.poll(height).toBe(60)
    // No row covers another one.
    const tops = await page
      .getByTestId('transfer-row')
      .evaluateAll((rows) => rows.map((one) => one.getBoundingClientRect().top).toSorted((a, b) => a - b))
    expect(new Set(tops.slice(1).map((top, i) => top - (tops[i] ?? 0)))).toEqual(new Set([60]))
    await page.reload()
    await goTo(page, 'transfers')
    await expect.poll(height).toBe(60)
  })

  test('finished uploads stand folded at the end', async ({ page }) => {
    await expect(page.getByTestId('transfer-row').last()).toContainText('Finished uploads')
    await expect(row(page, 'transfer', 'first.bin')).toHaveCount(0)
    await page.getByRole('button', { name: 'Expand Finished uploads' }).click()
    await expect(row(page, 'transfer', 'first.bin')).toHaveCount(1)
  })
})
