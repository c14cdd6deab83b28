import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectClean } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { completeFirstRun } from '../helpers/first-run.ts'
import { goTo, row, setDownloadFolder } from '../helpers/ui.ts'

interface ShownNotification {
  title: string
  body: string
  tag: string
}

/** Replaces the Notification API, which headless browsers lack, by a fake that records and can be clicked. */
async function fakeNotifications(page: Page): Promise<{
  asked(): Promise<number>
  shown(): Promise<ShownNotification[]>
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

test.describe('system notifications', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('ask for permission only when enabled, are grouped while hidden, and open their page', async ({
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
    const notifications = await fakeNotifications(page)
    const aiko = await tab.newPage()
    await Promise.all([aiko.goto(a.url), page.goto(b.url)])
    const community = 'bell harbour'
    await completeFirstRun(aiko, { name: 'Aiko', community, folder: shared })
    await completeFirstRun(page, { name: 'Ben', community })
    const fetch = async (name: string): Promise<void> => {
      await goTo(page, 'search')
      await row(page, 'search', name).getByTestId('download-button').click()
    }
    await setDownloadFolder(page, fetched)

    await test.step('off by default: no request, no notification', async () => {
      await notifications.lookAway(true)
      await fetch('one.txt')
      await expect(page.getByTestId('announced')).toContainText('Download finished')
      await expect(page.getByTestId('announced')).toContainText('one.txt')
      expect(await notifications.asked()).toBe(0)
      expect(await notifications.shown()).toEqual([])
      await goTo(page, 'settings')
      await page.locator('label[for="setting-notices"]').first().click()
      await expect(page.getByTestId('setting-notices')).toBeChecked()
      expect(await notifications.asked()).toBe(1)
      await expectClean(page, 'settings with notifications')
    })

    await test.step('a test notification', async () => {
      await page.getByTestId('notices-test').click()
      await expect
        .poll(async () => (await notifications.shown()).map(({ body }) => body))
        .toEqual(['This is what a notification looks like.'])
    })

    await test.step('simultaneous events are grouped', async () => {
      for (const name of ['two.txt', 'three.txt', 'four.txt']) await fetch(name)
      await goTo(page, 'library')
      // At most one per kind every 15 s; on a busy machine the first may be shown before the others arrive.
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

    await test.step('none for a kind that is switched off', async () => {
      await goTo(page, 'settings')
      await page.getByLabel('Finished downloads').uncheck()
      await page.reload()
      await notifications.lookAway(true)
      await fetch('five.txt')
      await expect(page.getByTestId('announced')).toContainText('five.txt', { timeout: 30_000 })
      expect(await notifications.shown()).toEqual([])
      expect(await notifications.asked()).toBe(0)
    })
    await tab.close()
  })
})
