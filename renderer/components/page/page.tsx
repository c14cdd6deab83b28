import type { ReactNode } from 'react'
import { VisuallyHidden } from '@mantine/core'
import classes from './page.module.css'

interface PageProps {
  title: string
  /** Replaces the visible title in the head. */
  head?: ReactNode
  tools?: ReactNode
  foot?: ReactNode
  /** The page scrolls as a whole instead of giving its height to a list. */
  scroll?: boolean
  children: ReactNode
}

/** The frame of every page: title, tools, body, and a line of totals. */
export function Page({ title, head, tools, foot, scroll, children }: PageProps) {
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        {head ? <VisuallyHidden component="h1">{title}</VisuallyHidden> : <h1 className={classes.title}>{title}</h1>}
        {head}
        {tools && <div className={classes.tools}>{tools}</div>}
      </div>
      <div
        className={classes.body}
        data-scroll={scroll || undefined}
        tabIndex={scroll ? 0 : undefined}
        role={scroll ? 'group' : undefined}
        aria-label={scroll ? title : undefined}
      >
        {children}
      </div>
      {foot && <div className={classes.foot}>{foot}</div>}
    </div>
  )
}
