import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']

/** The violations that axe finds on the page, one line each: rule, description and element. */
export async function axeFinds(page: Page): Promise<string[]> {
  // Passed checks are megabytes that nobody reads. Legacy mode opens no extra page; the app has no frames.
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(TAGS)
    .setLegacyMode(true)
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help} ${String(node.target)}`))
}

/** Frames without a transition after which the colours are at rest. */
const STILL_FRAMES = 3
/** A bar that always moves must not hold up the check; colours take a tenth of this, in ms. */
const MAX_WAIT_MS = 3000

/**
 * Waits for transitions to end: colours between dark and light have too little contrast. An inherited colour starts the
 * transition of a child only when that of its parent has ended, so one look is not enough.
 */
async function coloursAtRest(page: Page): Promise<void> {
  const limits: [number, number] = [STILL_FRAMES, MAX_WAIT_MS]
  await page.evaluate(async ([stillFrames, maxWaitMs]) => {
    const end = performance.now() + maxWaitMs
    for (let still = 0; still < stillFrames && performance.now() < end; still++) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
      await Promise.allSettled(moving.map((animation) => animation.finished))
      if (moving.length > 0) still = -1
    }
  }, limits)
}

/** Expects no violations in light and dark; `what` names the page in the report. The page must follow the system. */
export async function expectClean(page: Page, what: string): Promise<void> {
  // A background page may be painted late, in the previous colours.
  await page.bringToFront()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    await coloursAtRest(page)
    expect.soft(await axeFinds(page), `${what}, ${colorScheme}`).toEqual([])
  }
}
