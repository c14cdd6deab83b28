import type { ReactNode } from 'react'
import classes from './page.module.css'

interface PageProps {
  title: string
  tools?: ReactNode
  foot?: ReactNode
  /** The page scrolls as a whole instead of giving its height to a list. */
  scroll?: boolean
  children: ReactNode
}

/** The frame of every page: title, tools, body, and a line of totals. */
export function Page({ title, tools, foot, scroll, children }: PageProps) {
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1 className={classes.title}>{title}</h1>
        {tools && <div className={classes.tools}>{tools}</div>}
      </div>
      <div className={classes.body} data-scroll={scroll || undefined} tabIndex={scroll ? 0 : undefined} role={scroll ? 'group' : undefined} aria-label={scroll ? title : undefined}>{children}</div>
      {foot && <div className={classes.foot}>{foot}</div>}
    </div>
  )
}
