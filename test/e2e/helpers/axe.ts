import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']

/** What axe finds on the whole page, one line each: rule, the sentence about it, and where. */
export async function axeFinds(page: Page): Promise<string[]> {
  // lists of what is right are megabytes that nobody reads; without frames the legacy mode needs no page of its own
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(TAGS)
    .setLegacyMode(true)
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help} ${String(node.target)}`))
}

/** Waits for transitions to end: halfway from dark to light nothing has enough contrast. */
async function coloursAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // two frames: the new colours are computed, then their transitions have begun
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
    await Promise.allSettled(moving.map((animation) => animation.finished))
  })
}

/**
 * Expects axe to find nothing in light and in dark; `what` names the page in the report. The page must follow the
 * system's colours.
 */
export async function expectClean(page: Page, what: string): Promise<void> {
  // a page behind another is painted when the browser likes, with colours of before
  await page.bringToFront()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    await coloursAtRest(page)
    expect.soft(await axeFinds(page), `${what}, ${colorScheme}`).toEqual([])
  }
}
