import { lazy, Suspense, useId, useRef, useState, type FocusEvent, type ReactNode } from 'react'
import { Popover } from '@mantine/core'
import type { TermId } from './terms.ts'
import classes from './term.module.css'

// The glossary is loaded when the first definition is asked for.
const Definition = lazy(() => import('./definition.tsx').then((module) => ({ default: module.Definition })))

/** How long the pointer may be outside on its way from the term to its definition, in ms. */
const CLOSE_MS = 200

/**
 * A term with a dotted underline. Pointing at it, focusing or tapping it shows its definition from the glossary, with a
 * link to the help, which Tab reaches next; Escape closes it.
 */
export function Term({ id, children }: { id: TermId; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const text = useId()
  const closing = useRef<number>(undefined)
  const show = (): void => {
    window.clearTimeout(closing.current)
    setOpen(true)
  }
  const leave = (): void => {
    window.clearTimeout(closing.current)
    closing.current = window.setTimeout(() => setOpen(false), CLOSE_MS)
  }
  const onBlur = (event: FocusEvent<HTMLSpanElement>): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
  }
  return (
    <span
      className={classes.place}
      onPointerEnter={(event) => event.pointerType === 'mouse' && show()}
      onPointerLeave={(event) => event.pointerType === 'mouse' && leave()}
      onBlur={onBlur}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return
        event.stopPropagation()
        setOpen(false)
      }}
    >
      <Popover
        opened={open}
        onChange={setOpen}
        withinPortal={false}
        floatingStrategy="fixed"
        position="top-start"
        width={280}
        shadow="md"
        trapFocus={false}
        closeOnEscape={false}
        withRoles={false}
        middlewares={{ flip: true, shift: { padding: 8 } }}
        zIndex={450}
      >
        <Popover.Target>
          <button
            type="button"
            data-inline
            className={classes.term}
            aria-expanded={open}
            aria-describedby={open ? text : undefined}
            onFocus={show}
            onClick={show}
            data-testid={`term-${id}`}
          >
            {children}
          </button>
        </Popover.Target>
        <Popover.Dropdown className={classes.definition} id={text} data-testid="definition">
          <Suspense>{open && <Definition id={id} />}</Suspense>
        </Popover.Dropdown>
      </Popover>
    </span>
  )
}
