import type { ReactNode } from 'react'
import classes from './tag.module.css'

export type Tone = 'good' | 'bad' | 'new' | 'wait' | 'accent'

/** A small label whose colours keep their contrast in both themes. */
export function Tag({
  tone = 'new',
  icon,
  title,
  children,
}: {
  tone?: Tone
  icon?: ReactNode
  title?: string
  children: ReactNode
}) {
  return (
    <span className={classes.tag} data-tone={tone} title={title}>
      {icon}
      <span className={classes.text}>{children}</span>
    </span>
  )
}
