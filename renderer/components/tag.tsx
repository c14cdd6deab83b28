import type { ReactNode } from 'react'
import classes from './tag.module.css'

/** 'good' belongs to trust alone; 'decision' to the user's own decisions. */
export type Tone = 'good' | 'bad' | 'new' | 'wait' | 'accent' | 'decision'

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
