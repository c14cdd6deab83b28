import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { openPage, servePage } from '../lib/browser.ts'
import { eventToPaint, scrollFrames } from './events.ts'

/** The reference page, measured in the same way as the app's pages. */
export interface Yardstick {
  /** Milliseconds from a key press until the rows of a plain list are painted. */
  key(text: string): Promise<number>
  /** Milliseconds from a click until a number is painted. */
  click(): Promise<number>
  /** Milliseconds of each frame while scrolling an empty box. */
  scroll(): Promise<number[]>
  close(): Promise<void>
}

/** Opens the reference page in `browser`. */
export async function openYardstick(browser: Browser): Promise<Yardstick> {
  const server = await servePage(join(import.meta.dirname, 'page.tsx'))
  const page: Page = await openPage(browser)
  await page.goto(server.url)
  const input = page.getByTestId('input')
  await input.waitFor()
  return {
    async key(text) {
      await page.bringToFront()
      await input.fill('')
      await input.focus()
      const rows = { event: 'keydown', selector: '[data-testid="row"]', attribute: 'data-key' } as const
      return eventToPaint(page, rows, () => page.keyboard.press(text))
    },
    async click() {
      await page.bringToFront()
      const number = { event: 'click', selector: '[data-testid="number"]' } as const
      return eventToPaint(page, number, () => page.getByTestId('button').click())
    },
    async scroll() {
      await page.bringToFront()
      return scrollFrames(page, '[data-testid="tall"]')
    },
    async close() {
      await page.close()
      server.close()
    },
  }
}
