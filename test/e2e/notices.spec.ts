import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { goTo, row } from './helpers/ui.ts'

async function begin(page: Page, url: string, name: string, folder: string): Promise<void> {
  await page.goto(url)
  await page.getByTestId('first-run-name').fill(name)
  if (folder) await page.getByTestId('first-run-folder').fill(folder)
  else await page.getByTestId('first-run-skip-share').check()
  await page.getByTestId('first-run-other').check()
  await page.getByTestId('first-run-community').fill('bell harbour')
  await page.getByTestId('first-run-submit').click()
  await expect(page.getByTestId('nav-search')).toBeVisible()
}

interface Shown {
  title: string
  body: string
  tag: string
}

/**
 * In place of the system's own notifications, which a browser without a screen has not: what was asked for and shown is
 * kept, and can be pressed.
 */
async function watchNotifications(page: Page): Promise<{
  asked(): Promise<number>
  shown(): Promise<Shown[]>
  press(): Promise<void>
  lookAway(away: boolean): Promise<void>
}> {
  await page.addInitScript(() => {
    const state = { asked: 0, shown: [] as EventTarget[], away: false, permission: 'default' }
    class FakeNotification extends EventTarget {
      static get permission() {
        return state.permission
      }
      static requestPermission() {
        state.asked++
        state.permission = 'granted'
        return Promise.resolve('granted')
      }
      readonly title: string
      readonly options: { body: string; tag: string }
      constructor(title: string, options: { body: string; tag: string }) {
        super()
        this.title = title
        this.options = options
        state.shown.push(this)
      }
      close() {}
    }
    Object.assign(window, { Notification: FakeNotification, notificationState: state })
    document.hasFocus = () => !state.away
  })
  type Watched = {
    notificationState: {
      asked: number
      away: boolean
      shown: (EventTarget & { title: string; options: { body: string; tag: string } })[]
    }
  }
  return {
    asked: () => page.evaluate(() => (window as unknown as Watched).notificationState.asked),
    shown: () =>
      page.evaluate(() =>
        (window as unknown as Watched).notificationState.shown.map(({ title, options }) => ({
          title,
          body: options.body,
          tag: options.tag,
        })),
      ),
    press: () =>
      page.evaluate(
        () => void (window as unknown as Watched).notificationState.shown.at(-1)?.dispatchEvent(new Event('click')),
      ),
    lookAway: (away) => page.evaluate((on) => void ((window as unknown as Watched).notificationState.away = on), away),
  }
}

test.describe('notifications', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('are asked for only by the switch, come grouped when one looks elsewhere, and lead to their page', async ({
    page,
    browser,
    scratch,
    serve,
  }) => {
    const [shared, fetched] = [join(scratch, 'Shelf'), join(scratch, 'Fetched')] as const
    for (const folder of [shared, fetched]) await mkdir(folder)
    for (const name of ['one.txt', 'two.txt', 'three.txt', 'four.txt', 'five.txt'])
      await writeFile(join(shared, name), `this is ${name}`)
    const [a, b] = await Promise.all([serve('aiko'), serve('ben')])
    const tab = await browser.newContext({ locale: 'en-GB' })
    const notifications = await watchNotifications(page)
    await Promise.all([begin(await tab.newPage(), a.url, 'Aiko', shared), begin(page, b.url, 'Ben', '')])
    const fetch = async (name: string): Promise<void> => {
      await goTo(page, 'search')
      await row(page, 'search', name).getByTestId('download-button').click()
    }
    await goTo(page, 'settings')
    await page.getByTestId('setting-download-folder').fill(fetched)
    await page.getByTestId('setting-download-folder').blur()

    await test.step('nothing is asked, and nothing shown, until somebody switches it on', async () => {
      await notifications.lookAway(true)
      await fetch('one.txt')
      await expect(page.getByTestId('said')).toContainText('Download finished')
      await expect(page.getByTestId('said')).toContainText('one.txt')
      expect(await notifications.asked()).toBe(0)
      expect(await notifications.shown()).toEqual([])
      await goTo(page, 'settings')
      await page.locator('label[for="setting-notices"]').first().click()
      await expect(page.getByTestId('setting-notices')).toBeChecked()
      expect(await notifications.asked()).toBe(1)
      await expectClean(page, 'settings with notifications')
      await page.emulateMedia({ colorScheme: 'light' })
    })

    await test.step('one can be tried', async () => {
      await page.getByTestId('notices-test').click()
      await expect
        .poll(async () => (await notifications.shown()).map(({ body }) => body))
        .toEqual(['This is how it looks.'])
    })

    await test.step('what comes together is one', async () => {
      for (const name of ['two.txt', 'three.txt', 'four.txt']) await fetch(name)
      await goTo(page, 'library')
      // a kind is told at most every 15 seconds; on a busy machine the first may be told before the others are there
      const counts = async (): Promise<number[]> =>
        (await notifications.shown())
          .filter(({ tag }) => tag === 'hyoban-downloadDone')
          .map(({ title }) => Number(/^[0-9]+/.exec(title)?.[0] ?? 1))
      await expect
        .poll(async () => (await counts()).reduce((sum, count) => sum + count, 0), { timeout: 40_000 })
        .toBe(3)
      expect(Math.max(...(await counts()))).toBeGreaterThan(1)
      expect((await notifications.shown()).at(-1)).toMatchObject({ tag: 'hyoban-downloadDone' })
      await notifications.press()
      await expect(page.getByTestId('transfer-row').first()).toBeVisible()
    })

    await test.step('no system notice while the page is visible, or of a kind that is turned off', async () => {
      await goTo(page, 'settings')
      await page.getByLabel('Downloads that finish').uncheck()
      await page.reload()
      await notifications.lookAway(true)
      await fetch('five.txt')
      await expect(page.getByTestId('said')).toContainText('five.txt', { timeout: 30_000 })
      expect(await notifications.shown()).toEqual([])
      expect(await notifications.asked()).toBe(0)
    })
    await tab.close()
  })
})
