import { Link } from 'wouter'
import type { ActivityEntry } from '../../../main/contract/activity.ts'
import { useFormat } from '../../hooks/use-format.ts'
import { useNow } from '../../hooks/use-now.ts'
import { useText } from '../../hooks/use-text.ts'
import { activityText } from './activity-text.ts'
import classes from './activity.module.css'

/** Kinds that somebody who was away wants to know of, and where each leads. */
const PLACES: Partial<Record<ActivityEntry['kind'], string>> = {
  downloadDone: '/transfers',
  downloadFailed: '/transfers',
  wishFound: '/search/saved',
  peerExcluded: '/peers/excluded',
  peerReadmitted: '/peers',
  excludedByPeer: '/peers',
  logConflict: '/peers/excluded',
  problem: '/settings',
}
const SHOWN = 6

/** What happened since `looked` that matters, newest first. */
function since(entries: readonly ActivityEntry[], looked: number): ActivityEntry[] {
  return entries.filter(({ kind, time }) => time > looked && PLACES[kind] !== undefined)
}

/** The list of what happened since one last looked; nothing if nothing did. */
export function SincePanel({ entries, looked }: { entries: readonly ActivityEntry[]; looked: number }) {
  const { t } = useText()
  const format = useFormat()
  const now = useNow()
  const rows = since(entries, looked)
  if (rows.length === 0) return null
  return (
    <section className={classes.since} aria-labelledby="since-title" data-testid="since">
      <h2 className={classes.sinceTitle} id="since-title">
        {t('activity:since.title', { time: format.moment(looked, now), count: rows.length })}
      </h2>
      <ul>
        {rows.slice(0, SHOWN).map((row) => (
          <li key={row.id}>
            <Link href={PLACES[row.kind] ?? '/activity'}>{activityText(row, t, format)}</Link>
            <span className="quiet">{format.relative(row.time, now)}</span>
          </li>
        ))}
      </ul>
      {rows.length > SHOWN && <p className="quiet">{t('activity:since.more', { count: rows.length - SHOWN })}</p>}
    </section>
  )
}
