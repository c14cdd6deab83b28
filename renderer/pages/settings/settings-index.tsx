import { useEffect, useState, type RefObject } from 'react'
import { useText } from '../../hooks/use-text.ts'
import classes from './settings.module.css'

const titlesIn = (page: HTMLElement): HTMLElement[] =>
  [...page.querySelectorAll('h2')].filter((title) => title.checkVisibility())

/** Pixels below the top of the page at which a section counts as the one that is read. */
const READING_LINE = 96

/** The sections of the settings beside them: the one that is read is marked, and a click scrolls to another. */
export function SettingsIndex({ page }: { page: RefObject<HTMLElement | null> }) {
  const { t } = useText()
  const [titles, setTitles] = useState<readonly string[]>([])
  const [here, setHere] = useState(0)
  useEffect(() => {
    const element = page.current
    const scroller = element?.parentElement
    if (!element || !scroller) return
    const read = (): void => {
      const found = titlesIn(element)
      const texts = found.map((title) => title.textContent ?? '')
      setTitles((before) => (before.join('\n') === texts.join('\n') ? before : texts))
      const line = scroller.getBoundingClientRect().top + READING_LINE
      const atEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2
      const passed = found.filter((title) => title.getBoundingClientRect().top <= line).length
      setHere(atEnd && scroller.scrollTop > 0 ? found.length - 1 : Math.max(0, passed - 1))
    }
    read()
    // sections come with their data, and go while something is looked for
    const watcher = new MutationObserver(read)
    watcher.observe(element, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-filtered'] })
    scroller.addEventListener('scroll', read, { passive: true })
    return () => {
      watcher.disconnect()
      scroller.removeEventListener('scroll', read)
    }
  }, [page])
  const go = (index: number): void => {
    const title = page.current && titlesIn(page.current)[index]
    if (!title) return
    title.tabIndex = -1
    title.focus({ preventScroll: true })
    title.scrollIntoView({ block: 'start' })
  }
  return (
    <nav className={classes.index} aria-label={t('settings:index')} data-testid="settings-index">
      {titles.map((title, index) => (
        <button
          key={title}
          type="button"
          className={classes.indexItem}
          aria-current={index === here || undefined}
          onClick={() => go(index)}
        >
          {title}
        </button>
      ))}
    </nav>
  )
}
