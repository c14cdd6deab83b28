import type { PeerRow } from '../../../main/contract/peers.ts'
import type { Column } from '../../components/grid/grid-row.tsx'
import { PeerName } from '../../components/peer-name.tsx'
import { Presence } from '../../components/presence.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { STANDING_COLOR, TrustMeter } from '../../components/trust/trust-meter.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useNow } from '../../hooks/use-now.ts'
import { useText } from '../../hooks/use-text.ts'
import { DecisionCell } from './decision-cell.tsx'
import { SourcesBar } from './trust/sources-bar.tsx'
import shared from './peers.module.css'
import classes from './peer-list.module.css'

/** Columns of the list of peers. */
export function usePeerColumns(): Column<PeerRow>[] {
  const { t } = useText()
  const format = useFormat()
  const now = useNow()
  return [
    {
      id: 'name',
      header: t('common:peer'),
      width: 'minmax(140px, 1.2fr)',
      phone: 'minmax(124px, 0.6fr)',
      sortable: true,
      cell: (row) => (
        <span className={classes.cell}>
          <Presence online={row.online} />
          <PeerName peer={{ publicKey: row.publicKey, fingerprint: row.fingerprint, name: row.name }} />
        </span>
      ),
    },
    {
      id: 'trust',
      header: t('peers:trust'),
      card: 'line',
      width: 'minmax(190px, 1fr)',
      phone: 'minmax(158px, 1fr)',
      sortable: true,
      downFirst: true,
      cell: (row) => <TrustMeter trust={row.trust} />,
    },
    {
      id: 'decision',
      header: t('peers:decision'),
      width: '128px',
      from: 480,
      cell: (row) => <DecisionCell peer={row} />,
    },
    {
      id: 'history',
      header: t('peers:history'),
      card: 'none',
      width: '92px',
      from: 700,
      cell: (row) => <Sparkline values={row.history} color={STANDING_COLOR[row.trust.standing]} />,
    },
    {
      id: 'ratings',
      header: t('peers:ratings'),
      width: '100px',
      from: 600,
      sortable: true,
      downFirst: true,
      cell: (row) => (
        <span className={`${classes.two} tabular`}>
          <span>{t('peers:ratingCount', { count: row.trust.count })}</span>
          <span className={shared.small} style={{ display: 'flex', alignItems: 'center', gap: 6 }}>
            {t('peers:raterCount', { count: row.trust.raters })}
            <SourcesBar sources={row.sources} />
          </span>
        </span>
      ),
    },
    {
      id: 'shared',
      header: t('peers:shared'),
      card: 'none',
      width: '72px',
      align: 'end',
      from: 880,
      sortable: true,
      downFirst: true,
      cell: (row) => (
        <span className={classes.two}>
          <span>{format.number(row.sharedFiles)}</span>
          <span className={shared.small}>{format.bytes(row.sharedBytes)}</span>
        </span>
      ),
    },
    {
      id: 'exchanged',
      header: t('peers:exchanged'),
      card: 'none',
      width: '84px',
      align: 'end',
      from: 980,
      sortable: true,
      downFirst: true,
      cell: (row) => (
        <span className={classes.two}>
          <span title={t('peers:received')}>↓ {format.bytes(row.received)}</span>
          <span className={shared.small} title={t('peers:given')}>
            ↑ {format.bytes(row.given)}
          </span>
        </span>
      ),
    },
    {
      id: 'seen',
      header: t('peers:seen'),
      width: '84px',
      align: 'end',
      from: 780,
      sortable: true,
      downFirst: true,
      cell: (row) =>
        row.online ? (
          <span>{t('peers:now')}</span>
        ) : (
          <span className="quiet" title={row.lastSeen === null ? '' : format.dateTime(row.lastSeen)}>
            {row.lastSeen === null ? t('peers:never') : format.relative(row.lastSeen, now)}
          </span>
        ),
    },
  ]
}
