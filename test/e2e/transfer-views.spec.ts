import type { Page } from '@playwright/test'
import type { HistoryEntry } from '../../main/contract/views/transfer-views.ts'
import type { Transfer } from '../../main/contract/transfers.ts'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { badge, HOUR, line, startStage, upload, type Scene, type Stage, openTransfers } from './helpers/stage.ts'
import { row } from './helpers/ui.ts'

const LONG = `${'A very long name of a recording, '.repeat(6)}take 17.flac`
const [aiko, mallory, ada] = [badge('Aiko', 1), badge('mallory', 2, 0.1), badge('עדה לאבלייס', 3, null)]
const problem = (code: string, details: Record<string, string | number>, message = ''): Transfer['problem'] =>
  ({ code, message, hint: '', details }) as Transfer['problem']
const tour = { id: 'g', name: '京都の旅' }

/** Every state that a transfer can be in, and names at the edge of what is allowed. */
function everything(): Scene {
  const now = Date.now()
  return {
    transfers: [
      line('long', { name: LONG, state: 'active', moved: 40_000_000, rate: 8_300_000, sources: 3, priority: 'high' }),
      line('checked', { name: '夏の思い出.zip', state: 'verifying', moved: 100_000_000 }),
      line('queued', { queued: { position: 3, of: 7, reason: 'little', weight: 1.1 }, place: 1, peer: ada }),
      line('next', { place: 2 }),
      line('later', { place: 3 }),
      line('last', { place: 4, priority: 'low' }),
      line('away', { peerOnline: false }),
      line('mine', { state: 'paused', problem: problem('EXCLUDED', { by: 'you' }), peer: mallory }),
      line('theirs', { state: 'paused', problem: problem('EXCLUDED', { by: 'peer', reason: 'trust' }), peer: mallory }),
      line('full', {
        state: 'failed',
        attempts: 1,
        retryAt: now + HOUR,
        problem: problem('NO_SPACE', { path: '/d', needed: 5e9, free: 1e6 }),
      }),
      line('liar', {
        state: 'failed',
        rated: 0,
        problem: problem('CORRUPT', {}, 'The peer sent data that is not this file.'),
        peer: mallory,
      }),
      line('one', { group: tour, state: 'done', moved: 100_000_000, ended: now - 5000, path: '/d/one.bin', rated: 1 }),
      line('two', { group: tour, state: 'active', rate: 100 }),
      line('given', { direction: 'up', state: 'active', moved: 1000, rate: 5000, peer: ada }),
    ],
    history: [0, 1, 2].map((i): HistoryEntry => ({
      id: `h${i}`,
      direction: i === 1 ? 'up' : 'down',
      root: 'ab'.repeat(32),
      name: i === 0 ? LONG : `old ${i}.txt`,
      size: 5,
      moved: 5,
      peer: aiko,
      state: i === 2 ? 'failed' : 'done',
      code: i === 2 ? 'NO_SPACE' : '',
      path: '',
      started: now - HOUR,
      ended: now,
      rated: i === 0 ? 1 : null,
    })),
    queue: {
      limits: { down: 2e6, up: 5e5, scheduled: true, until: now + HOUR },
      slots: { downloads: 8, uploads: 8, uploadsUsed: 1 },
      uploads: [
        upload(ada, 0, 0),
        upload(aiko, 1, 2, { reason: 'contribution' }),
        upload(mallory, 2, 2, { reason: 'little' }),
      ],
    },
    statistics: {
      total: { given: 48e9, received: 31e9, ratio: 1.5 },
      byDay: [{ day: new Date().toISOString().slice(0, 10), given: 1e9, received: 2e9, ratio: 0.5 }],
      byPeer: [{ peer: aiko, given: 1e9, received: 2e9, ratio: 0.5 }],
      peers: 1,
    },
    sources: [
      { ...aiko, online: true, state: 'active', problem: null, rate: 1000, bytes: 30e6, share: 0.75, queued: null },
      {
        ...ada,
        online: true,
        state: 'queued',
        problem: null,
        rate: 0,
        bytes: 10e6,
        share: 0.25,
        queued: { position: 3, of: 7, reason: 'newcomer', weight: 1 },
      },
    ],
  }
}

const said = (page: Page) => page.getByTestId('transfers-said')

test.describe('every view of the transfers', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)
  let stage: Stage
  test.beforeEach(async () => {
    stage = await startStage(everything())
  })
  test.afterEach(() => stage.close())

  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 900, height: 600 },
  ]) {
    test(`passes axe in every state, menu and dialog at ${viewport.width} pixels without overflow`, async ({
      page,
    }) => {
      await page.setViewportSize(viewport)
      await openTransfers(page, stage)
      const light = (): Promise<void> => page.emulateMedia({ colorScheme: 'light' })
      const within = async (): Promise<void> =>
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
          0,
        )
      await expectClean(page, 'the list')
      await light()
      await row(page, 'transfer', 'queued.bin').click({ position: { x: 90, y: 14 } })
      await expect(page.getByTestId('transfer-source')).toHaveCount(2)
      await expectClean(page, 'the list with details')
      await light()
      await within()
      await row(page, 'transfer', 'two.bin').getByTestId('transfer-menu').click()
      await expectClean(page, 'a menu')
      await light()
      await page.getByTestId('transfer-remove').click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await expectClean(page, 'the question before a removal')
      await light()
      await page.keyboard.press('Escape')
      for (const view of ['uploads', 'history', 'statistics'] as const) {
        await page.getByTestId(`view-${view}`).click()
        await expect(page.getByText('Loading')).toHaveCount(0)
        await expectClean(page, view)
        await light()
        await within()
        // what a table shows ends where the table ends
        const over = await page.evaluate(
          () =>
            [...document.querySelectorAll('[role="gridcell"]')].filter(
              (cell) => cell.getBoundingClientRect().right > window.innerWidth,
            ).length,
        )
        expect(over, view).toBe(0)
      }
    })
  }

  test('the keyboard alone: rows, details, menus, order, and why a row stays where it is', async ({ page }) => {
    await openTransfers(page, stage)
    await row(page, 'transfer', 'next.bin').focus()
    await page.keyboard.press('Alt+ArrowUp')
    await expect(said(page)).toHaveText('next.bin moved before queued.bin')
    await page.keyboard.press('Alt+ArrowDown')
    await expect(said(page)).toHaveText('next.bin moved after later.bin')
    expect(stage.calls).toEqual([
      'move {"ids":["next"],"where":"before","anchor":"queued"}',
      'move {"ids":["next"],"where":"after","anchor":"later"}',
    ])
    await row(page, 'transfer', 'last.bin').focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect(said(page)).toHaveText('last.bin stays: what is beside it is not waiting.')
    await row(page, 'transfer', LONG.slice(0, 60)).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await expect(said(page)).toContainText('is not waiting, so it has no place in the queue.')
    await row(page, 'transfer', '京都の旅').focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect(said(page)).toHaveText('A folder or peer has no place in the queue; move its downloads.')
    expect(stage.calls).toHaveLength(2)

    await test.step('a folder folds with Enter, details open and follow the arrows', async () => {
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

    await test.step('its buttons and its menu are one Tab away', async () => {
      const focused = (): Promise<string | null> =>
        page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? null)
      for (let i = 0; i < 4 && (await focused()) !== 'transfer-pause'; i++) await page.keyboard.press('Tab')
      expect(await focused()).toBe('transfer-pause')
      await page.keyboard.press('Enter')
      await expect.poll(() => stage.calls.at(-1)).toBe('pause {"id":"next"}')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('menu')).toBeVisible()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('menu')).toHaveCount(0)
      expect(await focused()).toBe('transfer-menu')
    })
  })

  test('a row is dragged to another place, and one that does not wait cannot be', async ({ page }) => {
    await openTransfers(page, stage)
    const drop = async (name: string, onto: string, y: number): Promise<void> => {
      await row(page, 'transfer', name).dragTo(row(page, 'transfer', onto), {
        sourcePosition: { x: 300, y: 14 },
        targetPosition: { x: 300, y },
      })
    }
    await drop('last.bin', 'next.bin', 6)
    await expect.poll(() => stage.calls).toEqual(['move {"ids":["last"],"where":"before","anchor":"next"}'])
    await drop('next.bin', 'later.bin', 52)
    await expect.poll(() => stage.calls.slice(1)).toEqual(['move {"ids":["next"],"where":"after","anchor":"later"}'])
    await expect(row(page, 'transfer', 'next.bin')).toHaveAttribute('draggable', 'true')
    await expect(row(page, 'transfer', LONG.slice(0, 60))).not.toHaveAttribute('draggable', 'true')
  })

  test('what fails or pauses by itself is read aloud', async ({ page }) => {
    await openTransfers(page, stage)
    stage.change((all) =>
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
    stage.change((all) =>
      all.map((one) => (['two', 'next', 'later'].includes(one.id) ? { ...one, state: 'paused' } : one)),
    )
    await expect(page.locator('[aria-live="polite"]', { hasText: '3 transfers changed' })).toHaveCount(1)
  })

  test('a download of an excluded peer says so, and lets the peer in', async ({ page }) => {
    await openTransfers(page, stage)
    const mine = row(page, 'transfer', 'mine.bin')
    await expect(mine.getByTestId('transfer-state')).toContainText('You exclude this peer.')
    await expect(mine.getByTestId('transfer-resume')).toHaveCount(0)
    await mine.click({ position: { x: 90, y: 14 } })
    await expect(page.getByTestId('transfer-details')).toContainText('Its page says why; allow it there to go on.')
    await page.getByTestId('let-in').click()
    await expect(page.getByText('mallory is allowed; the download resumes.')).toBeVisible()
    expect(stage.calls).toEqual([`decide {"publicKey":"${mallory.publicKey}","decision":"allow","until":null}`])
    await expect(row(page, 'transfer', 'theirs.bin').getByTestId('transfer-state')).toContainText(
      'You are excluded by this peer',
    )
    await expect(row(page, 'transfer', 'theirs.bin').getByTestId('transfer-let-in')).toHaveCount(0)
  })

  test('many are chosen by keyboard and mouse, and dealt with at once', async ({ page }) => {
    await openTransfers(page, stage)
    const bar = page.getByTestId('transfer-picks')
    await row(page, 'transfer', 'queued.bin').focus()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await expect(bar).toContainText('3 selected, 300 MB')
    await expect(page.getByTestId('transfer-details')).toHaveCount(0)
    await expectClean(page, 'a choice of many')
    await page.emulateMedia({ colorScheme: 'light' })
    await row(page, 'transfer', 'last.bin').click({ position: { x: 200, y: 14 }, modifiers: ['ControlOrMeta'] })
    await expect(bar).toContainText('4 selected')
    await page.getByTestId('picks-pause').click()
    await expect.poll(() => stage.calls).toEqual(['pause {"ids":["queued","next","later","last"]}'])
    await page.getByTestId('picks-priority').click()
    await page.getByTestId('picks-first').click()
    await expect.poll(() => stage.calls.at(-1)).toBe('move {"ids":["queued","next","later","last"],"where":"first"}')
    await row(page, 'transfer', 'last.bin').focus()
    await page.keyboard.press('Delete')
    await expect(page.getByRole('dialog')).toContainText('Remove 4 transfers?')
    await page.keyboard.press('Escape')
    await row(page, 'transfer', 'last.bin').focus()
    await page.keyboard.press('Control+a')
    await expect(bar).toContainText('14 selected')
    await page.keyboard.press('Escape')
    await expect(bar).toHaveCount(0)
    // a headline stands for what is below it
    await row(page, 'transfer', '京都の旅').getByTestId('transfer-pick').check()
    await expect(bar).toContainText('2 selected')
    await expect(row(page, 'transfer', 'two.bin').getByTestId('transfer-pick')).toBeChecked()
  })

  test('the list is filtered by name, folder and peer', async ({ page }) => {
    await openTransfers(page, stage)
    await page.getByTestId('transfers-filter').fill('夏')
    await expect(page.getByTestId('transfer-row')).toHaveCount(1)
    await page.getByTestId('transfers-filter').fill('no such thing')
    await expect(page.getByText('Nothing has “no such thing” in its name')).toBeVisible()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect(page.getByTestId('transfer-row').first()).toBeVisible()
  })
})
