import { Link } from 'wouter'
import type { DecisionRow } from '../../../main/contract/peers.ts'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './peers.module.css'

/** History of decisions, newest first; `peers` adds the peer's column. */
export function DecisionsTable({ rows, peers = false }: { rows: readonly DecisionRow[]; peers?: boolean }) {
  const { t } = useText()
  const format = useFormat()
  if (rows.length === 0) return <p className={classes.note}>{t('trust:history.none')}</p>
  return (
    <table className={classes.table} data-testid="decisions">
      <thead>
        <tr>
          <th scope="col" style={{ width: 168 }}>
            {t('trust:history.time')}
          </th>
          {peers && <th scope="col">{t('trust:history.peer')}</th>}
          <th scope="col">{t('trust:history.change')}</th>
          <th scope="col" style={{ width: 130 }}>
            {t('trust:history.by')}
          </th>
          <th scope="col" style={{ width: 60 }} data-align="end">
            {t('trust:history.u')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} data-testid="decision-row">
            <td className="quiet tabular">{format.dateTime(row.time)}</td>
            {peers && (
              <td>
                <Link href={`/peers/${row.peer.publicKey}`}>{row.peer.name || row.peer.fingerprint}</Link>
              </td>
            )}
            <td>
              {t('trust:history.fromTo', { from: t(`trust:standing.${row.from}`), to: t(`trust:standing.${row.to}`) })}
              {row.until !== null && (
                <span className="quiet">
                  {' '}
                  {t('trust:history.until', { time: format.moment(row.until, Date.now()) })}
                </span>
              )}
            </td>
            <td>{t(`trust:by.${row.by}`)}</td>
            <td data-align="end" data-label={t('trust:history.u')} className="tabular">
              {format.score(row.u)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
