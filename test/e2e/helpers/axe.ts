import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type axe from 'axe-core'
import { perTier } from '../../helpers/tier.ts'

type ColorScheme = 'dark' | 'light'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']
/** Those of them that look at colours: another theme can break no others. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Frames without a transition after which the colours are at rest. */
const STILL_FRAMES = 3
/** Colours take a hundredth of this on an idle machine, in ms. */
const MAX_WAIT_MS = 20_000

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
      // A bar that always moves must not hold up the check.
      const moving = document
        .getAnimations()
        .filter((one) => one instanceof CSSTransition && /color|fill|stroke|opacity/.test(one.transitionProperty))
      await Promise.allSettled(moving.map((animation) => animation.finished))
      if (moving.length > 0) still = -1
    }
  }, limits)
}

/**
 * The violations that axe finds on the page, one line each: rule, description and element. `only` leaves the rules that
 * look at colours. It looks when no colour changes any more.
 */
export async function axeFinds(page: Page, only?: 'colours'): Promise<string[]> {
  await coloursAtRest(page)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await source)
  const options: axe.RunOptions = {
    runOnly: only ? { type: 'rule', values: COLOUR_RULES } : { type: 'tag', values: TAGS },
    // Passed checks are megabytes that nobody reads; no rule of these tags needs the style sheets.
    resultTypes: ['violations'],
    preload: { assets: ['media'] },
  }
  return page.evaluate(async (options) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(options)
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} ${String(target)}`))
  }, options)
}

/** The colour schemes of the pages that both tiers open: dark ones are the soak tier's. */
const SCHEMES: readonly ColorScheme[] = perTier(['light'], ['dark', 'light'])

/**
 * Expects no violations in light, and none by the colours in dark; `what` names the page in the report. The page must
 * follow the system, and follows it to light again.
 */
export async function expectClean(
  page: Page,
  what: string,
  schemes: readonly ColorScheme[] = ['dark', 'light'],
): Promise<void> {
  // A background page may be painted late, in the previous colours.
  await page.bringToFront()
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    const found = await axeFinds(page, colorScheme === 'dark' ? 'colours' : undefined)
    expect.soft(found, `${what}, ${colorScheme}`).toEqual([])
  }
}

/** As `expectClean`, for pages that both tiers open: in dark in the soak tier only. */
export const expectCleanByTier = (page: Page, what: string): Promise<void> => expectClean(page, what, SCHEMES)
