import { unseenIn, useUnseen } from '../client/unseen.ts'
import { useText } from '../hooks/use-text.ts'
import classes from './unseen-badge.module.css'

/** The number of events in a section that have not been looked at; nothing if there are none. */
export function UnseenBadge({ section, narrow }: { section: string; narrow: boolean }) {
  const { t } = useText()
  const [unseen] = useUnseen()
  const count = unseenIn(unseen, section)
  if (count === 0) return null
  const label = t('common:nav.unseen', { count })
  return (
    <span
      className={classes.badge}
      data-narrow={narrow || undefined}
      role="img"
      aria-label={label}
      title={label}
      data-testid={`unseen-${section}`}
    >
      {count}
    </span>
  )
}
