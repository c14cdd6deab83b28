import type { Page } from '@playwright/test'
import { expectClean, expectCleanByTier } from './helpers/axe.ts'
import { everyState, LONG_NAME, mallory, problem } from './helpers/every-transfer-state.ts'
import { expectEveryState } from './helpers/every-transfer-view.ts'
import { openTransfers, startFakeNode, type FakeNode } from './helpers/fake-node.ts'
import { expect, test } from './helpers/fixtures.ts'
import { row } from './helpers/ui.ts'

const announcement = (page: Page) => page.getByTestId('transfers-said')

test.describe('transfer views', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)
  let node: FakeNode
  test.beforeEach(async () => {
    node = await startFakeNode(everyState())
  })
  test.afterEach(() => node.close())

  test('every state, menu and dialog passes axe at 1280 pixels without overflow', ({ page }) =>
    expectEveryState(page, node, { width: 1280, height: 800 }, expectCleanByTier))

  test('every view fits at 900 pixels', ({ page }) =>
    // That it passes axe, too, is checked under `npm run test:soak`.
    expectEveryState(page, node, { width: 900, height: 600 }))

  test('keyboard: rows, details, menus, reordering, and why a row cannot move', async ({ page }) => {
    await openTransfers(page, node)
    await row(page, 'transfer', 'next.bin').focus()
    await page.keyboard.press('Alt+ArrowUp')
    await expect(announcement(page)).toHaveText('next.bin moved before queued.bin')
    await page.keyboard.press('Alt+ArrowDown')
    await expect(announcement(page)).toHaveText('next.bin moved after later.bin')
    expect(node.calls).toEqual([
      'move {"ids":["next"],"where":"before","anchor":"queued"}',
      'move {"ids":["next"],"where":"after","anchor":"later"}',
    ])
    await row(page, 'transfer', 'last.bin').focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect(announcement(page)).toHaveText('last.bin cannot move: the row beside it is not waiting.')
    await row(page, 'transfer', LONG_NAME.slice(0, 60)).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await expect(announcement(page)).toContainText('is not waiting, so it has no place in the queue.')
    await row(page, 'transfer', '京都の旅').focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect(announcement(page)).toHaveText('A folder or peer has no place in the queue; move its downloads.')
    expect(node.calls).toHaveLength(2)

    await test.step('Enter folds a folder or opens details, which follow the arrow keys', async () => {
      const before = await page.getByTestId('transfer-row').count()
      await page.keyboard.press('Enter')
      await expect(page.getByTestId('transfer-row')).toHaveCount(before - 2)
      await page.keyboard.press('Enter')
      await row(page, 'transfer', 'queued.bin').focus()
      await page.keyboard.press('Enter')
      await expect(page.getByTestId('transfer-details')).toContainText('queued.bin')
      await page.keyboard.press('ArrowDown')
      await expect(page.getByTestId('transfer-details')).toContainText('next.bin')
    })

    await test.step('the buttons and menu of the row are reached with Tab', async () => {
      const focused = (): Promise<string | null> =>
        page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? null)
      for (let i = 0; i < 4 && (await focused()) !== 'transfer-pause'; i++) await page.keyboard.press('Tab')
      expect(await focused()).toBe('transfer-pause')
      await page.keyboard.press('Enter')
      await expect.poll(() => node.calls.at(-1)).toBe('pause {"id":"next"}')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('menu')).toBeVisible()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('menu')).toHaveCount(0)
      expect(await focused()).toBe('transfer-menu')
    })
  })

  test('a waiting row can be dragged, others cannot', async ({ page }) => {
    await openTransfers(page, node)
    const drop = async (name: string, onto: string, y: number): Promise<void> => {
      await row(page, 'transfer', name).dragTo(row(page, 'transfer', onto), {
        sourcePosition: { x: 300, y: 14 },
        targetPosition: { x: 300, y },
      })
    }
    await drop('last.bin', 'next.bin', 6)
    await expect.poll(() => node.calls).toEqual(['move {"ids":["last"],"where":"before","anchor":"next"}'])
    await drop('next.bin', 'later.bin', 34)
    await expect.poll(() => node.calls.slice(1)).toEqual(['move {"ids":["next"],"where":"after","anchor":"later"}'])
    await expect(row(page, 'transfer', 'next.bin')).toHaveAttribute('draggable', 'true')
    await expect(row(page, 'transfer', LONG_NAME.slice(0, 60))).not.toHaveAttribute('draggable', 'true')
  })

  test('failures and automatic pauses are announced to screen readers', async ({ page }) => {
    await openTransfers(page, node)
    node.change((all) =>
      all.map((one) =>
        one.id === 'long'
          ? {
              ...one,
              name: 'song.flac',
              state: 'failed',
              problem: problem('NO_SPACE', { path: '/d', needed: 5, free: 1 }),
            }
          : one,
      ),
    )
    await expect(
      page.locator('[aria-live="polite"]', { hasText: 'song.flac: No space left on the disk at /d.' }),
    ).toHaveCount(1)
    node.change((all) =>
      all.map((one) => (['two', 'next', 'later'].includes(one.id) ? { ...one, state: 'paused' } : one)),
    )
    await expect(page.locator('[aria-live="polite"]', { hasText: '3 transfers changed' })).toHaveCount(1)
  })

  test('a download blocked by an exclusion says so and can readmit the peer', async ({ page }) => {
    await openTransfers(page, node)
    const mine = row(page, 'transfer', 'mine.bin')
    await expect(mine.getByTestId('transfer-state')).toContainText('You exclude this peer.')
    await expect(mine.getByTestId('transfer-resume')).toHaveCount(0)
    await mine.click({ position: { x: 90, y: 14 } })
    await expect(page.getByTestId('transfer-details')).toContainText('Its page shows why; allow it there to resume.')
    await page.getByTestId('readmit').click()
    await expect(page.getByText('mallory is allowed; the download resumes.')).toBeVisible()
    expect(node.calls).toEqual([`decide {"publicKey":"${mallory.publicKey}","decision":"allow","until":null}`])
    await expect(row(page, 'transfer', 'theirs.bin').getByTestId('transfer-state')).toContainText(
      'You are excluded by this peer',
    )
    await expect(row(page, 'transfer', 'theirs.bin').getByTestId('transfer-let-in')).toHaveCount(0)
  })

  test('multiple selection by keyboard and mouse, with commands for all', async ({ page }) => {
    await openTransfers(page, node)
    const bar = page.getByTestId('transfer-picks')
    await row(page, 'transfer', 'queued.bin').focus()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await expect(bar).toContainText('3 selected, 300 MB')
    await expect(page.getByTestId('transfer-details')).toHaveCount(0)
    await expectClean(page, 'multiple selection')
    await row(page, 'transfer', 'last.bin').click({ position: { x: 200, y: 14 }, modifiers: ['ControlOrMeta'] })
    await expect(bar).toContainText('4 selected')
    await page.getByTestId('picks-pause').click()
    await expect.poll(() => node.calls).toEqual(['pause {"ids":["queued","next","later","last"]}'])
    await page.getByTestId('picks-priority').click()
    await page.getByTestId('picks-first').click()
    await expect.poll(() => node.calls.at(-1)).toBe('move {"ids":["queued","next","later","last"],"where":"first"}')
    await row(page, 'transfer', 'last.bin').focus()
    await page.keyboard.press('Delete')
    await expect(page.getByRole('dialog')).toContainText('Remove 4 transfers?')
    await page.keyboard.press('Escape')
    await row(page, 'transfer', 'last.bin').focus()
    await page.keyboard.press('Control+a')
    await expect(bar).toContainText('14 selected')
    await page.keyboard.press('Escape')
    await expect(bar).toHaveCount(0)
    // A group header selects its transfers.
    await row(page, 'transfer', '京都の旅').getByTestId('transfer-pick').check()
    await expect(bar).toContainText('2 selected')
    await expect(row(page, 'transfer', 'two.bin').getByTestId('transfer-pick')).toBeChecked()
  })

  test('the list is filtered by name, folder and peer', async ({ page }) => {
    await openTransfers(page, node)
    await page.getByTestId('transfers-filter').fill('夏')
    await expect(page.getByTestId('transfer-row')).toHaveCount(1)
    await page.getByTestId('transfers-filter').fill('no such thing')
    await expect(page.getByText('No transfer matches “no such thing”')).toBeVisible()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect(page.getByTestId('transfer-row').first()).toBeVisible()
  })
})
