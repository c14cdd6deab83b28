import type { Page } from 'playwright'

/** Frames of one scroll through a list: half of them as with a wheel, half as jumps through the whole list. */
const FRAMES = 240
const WHEEL_PX = 240

/** A part of a page, and the event that changes it. */
export interface Watched {
  event: 'keydown' | 'click'
  /** The elements, of which the first eight are compared. */
  selector: string
  /** The attribute that changes; without it, their text. */
  attribute?: string
  /** The expected value; without it, any that is not empty or a placeholder row ("#..."). */
  wanted?: string
}

/** Milliseconds from the event that `act` triggers until the change is painted. */
export async function eventToPaint(page: Page, watched: Watched, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(({ event, selector, attribute, wanted }) => {
    const shown = (): string =>
      Array.from(document.querySelectorAll(selector), (one) =>
        attribute ? one.getAttribute(attribute) : one.textContent,
      )
        .slice(0, 8)
        .join()
    const before = shown()
    const isChanged = (now: string): boolean =>
      wanted ? now === wanted : now !== before && now !== '' && !now.startsWith('#')
    Object.assign(window, {
      painted: new Promise<number>((resolve) => {
        let pressed = 0
        addEventListener(event, ({ timeStamp }) => (pressed = timeStamp), { once: true, capture: true })
        const watcher = new MutationObserver(() => {
          if (pressed === 0 || !isChanged(shown())) return
          watcher.disconnect()
          // The task after the frame's callbacks runs once the change is on the screen.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => resolve(performance.now() - pressed)
            port2.postMessage(null)
          })
        })
        watcher.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
      }),
    })
  }, watched)
  await act()
  return page.evaluate(() => (window as unknown as { painted: Promise<number> }).painted)
}

/** Scrolls the list that contains the first element of `selector`; returns milliseconds per frame. */
export function scrollFrames(page: Page, selector: string): Promise<number[]> {
  return page.evaluate(
    async ({ inside, count, wheel }) => {
      let list = document.querySelector(inside)?.parentElement ?? null
      while (list && (list.scrollHeight <= list.clientHeight || getComputedStyle(list).overflowY === 'visible'))
        list = list.parentElement
      if (!list) throw new Error(`nothing around ${inside} scrolls`)
      const leap = list.scrollHeight / count
      const times: number[] = []
      let last = await new Promise<number>(requestAnimationFrame)
      for (let i = 0; i < count; i++) {
        list.scrollTop += i < count / 2 ? wheel : leap * 2
        const now = await new Promise<number>(requestAnimationFrame)
        times.push(now - last)
        last = now
      }
      return times
    },
    { inside: selector, count: FRAMES, wheel: WHEEL_PX },
  )
}
