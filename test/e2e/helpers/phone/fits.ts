import { expect, type Page } from '@playwright/test'

/** Pixels of the screen of a phone, and of the smallest thing that a thumb hits (WCAG 2.5.5). */
export const PHONE = { width: 390, height: 844 }
const TARGET = 44

/**
 * Expects nothing wider than the screen, and everything that can be pressed to be large enough: itself, or the label
 * around it. Links within a text are as high as its lines (WCAG 2.5.5, "inline").
 */
export async function expectFits(page: Page, what: string): Promise<void> {
  const { wide, small } = await page.evaluate((target) => {
    const name = (element: Element): string =>
      `${element.tagName.toLowerCase()} ${element.getAttribute('data-testid') ?? ''} "${(
        element.getAttribute('aria-label') ??
        element.textContent ??
        ''
      )
        .trim()
        .slice(0, 40)}"`
    const isShown = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      element.closest('[aria-hidden="true"]') === null
    const scrolls = (element: Element): boolean => /auto|scroll/.test(getComputedStyle(element).overflowX)
    const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : []
    for (const element of document.querySelectorAll('body *')) {
      const { left, right, width } = element.getBoundingClientRect()
      if (width === 0 || !isShown(element) || (left >= -0.5 && right <= innerWidth + 0.5)) continue
      let around = element.parentElement
      while (around && !scrolls(around) && getComputedStyle(around).overflowX !== 'hidden')
        around = around.parentElement
      if (!around) wide.push(name(element))
    }
    const small: string[] = []
    for (const element of document.querySelectorAll(
      'button, a[href], input, select, textarea, [role="button"], [role="switch"]',
    )) {
      if (!isShown(element)) continue
      const { width, height } = element.getBoundingClientRect()
      if (width <= 1 || height <= 1) continue
      const inText = getComputedStyle(element).display === 'inline' || element.matches('.skip-link, [data-inline]')
      const around =
        element.closest('label, .mantine-Radio-body, .mantine-Checkbox-body, .mantine-Switch-body') ?? element
      const box = around.getBoundingClientRect()
      if (!inText && (Math.max(width, box.width) < target - 0.5 || Math.max(height, box.height) < target - 0.5))
        small.push(`${name(element)} ${Math.round(width)}x${Math.round(height)}`)
    }
    return { wide, small }
  }, TARGET)
  expect.soft(wide, `${what}: wider than the screen`).toEqual([])
  expect.soft(small, `${what}: smaller than ${TARGET} pixels`).toEqual([])
}
