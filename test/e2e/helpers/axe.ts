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

/** Waits for transitions to end: colours between dark and light have too little contrast. */
async function coloursAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // After two frames the new colours are computed and their transitions have started.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
    await Promise.allSettled(moving.map((animation) => animation.finished))
  })
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
