import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { EstimateView, NetworkView } from '../../../../main/contract/simulator.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { sentences } from '../../../locales/sentences.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { estimateRows, type EstimateRow } from './estimate-rows.ts'
import { IntervalBar } from './interval-bar.tsx'
import shared from '../simulator.module.css'
import classes from './mine.module.css'

interface EstimatesCardProps {
  view: NetworkView
  reading: boolean
  onRefresh: () => void
}

/** All estimates: value, interval and where each comes from. */
export function EstimatesCard({ view, reading, onRefresh }: EstimatesCardProps) {
  const { t } = useText()
  const format = useFormat()
  const texts = useSimulatorTexts()
  const rows = estimateRows(view, t, { texts, format })
  const percent = (value: number): string => format.percent(value)
  const policy = view.identity === 'PI' ? 'PI' : 'FI'
  return (
    <section className={shared.card} aria-label={t('network:mine.estimates')} data-testid="estimates">
      <div className={shared.cardHead}>
        <h3 className={shared.cardTitle}>{t('network:mine.estimates')}</h3>
        <span className={shared.spring} />
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={reading}
          onClick={onRefresh}
          data-testid="read-again"
        >
          {t('network:mine.refresh')}
        </Button>
      </div>
      <p className={classes.lead}>
        {sentences(
          t('network:mine.asOf', { days: format.number(view.days), time: format.dateTime(view.time) }),
          t('network:mine.about'),
        )}
      </p>
      <dl className={classes.rows}>
        {rows.slice(0, 1).map((row) => (
          <Estimate key={row.id} row={row} />
        ))}
        <div className={classes.row} data-testid="estimate-identity">
          <dt className={classes.name}>{t('network:mine.identity.name')}</dt>
          <dd className={classes.value}>
            <b>{t(`network:mine.identity.${policy}`)}</b> <span>{t('network:mine.exact')}</span>
          </dd>
          <dd className={classes.source}>{t(`network:mine.source.identity${policy}`)}</dd>
        </div>
        {rows.slice(1).map((row) => (
          <Estimate key={row.id} row={row} />
        ))}
      </dl>
      <h4 className={classes.subtitle}>{t('network:mine.kinds')}</h4>
      <dl className={classes.rows} data-kinds>
        {view.kinds.map(({ kind, share, observed }) => (
          <Estimate
            key={kind}
            row={{
              id: kind,
              name: t(`simulator:kinds.${kind}`),
              estimate: share,
              ends: [0, 1],
              number: percent,
              source: t('network:mine.source.observed', { seen: format.number(observed) }),
            }}
          />
        ))}
      </dl>
      <p className={shared.note}>
        {sentences(
          t('network:mine.source.kinds', {
            asked: format.number(view.facts.asked),
            unknown: format.number(view.unknown),
          }),
          view.badAgrees ? undefined : t('network:mine.source.disagrees'),
          t('network:mine.source.defaults'),
        )}
      </p>
    </section>
  )
}

function Estimate({ row: { id, name, estimate, ends, number, open, source } }: { row: EstimateRow }) {
  const { t } = useText()
  const { value, low, high } = estimate
  const interval = ((): string => {
    if (value === null || low === null || high === null) return ''
    return open
      ? t('network:mine.atLeast', { low: number(low) })
      : t('network:mine.interval', { low: number(low), high: number(high) })
  })()
  return (
    <div className={classes.row} data-testid={`estimate-${id}`}>
      <dt className={classes.name}>{name}</dt>
      <dd className={classes.value}>
        {value === null ? (
          <span>{t('network:mine.unknown')}</span>
        ) : (
          <>
            <b>{number(value)}</b> <span>{interval}</span>
          </>
        )}
      </dd>
      <dd className={classes.barCell}>
        <IntervalBar estimate={known(estimate)} ends={ends} number={number} />
      </dd>
      {source && <dd className={classes.source}>{source}</dd>}
    </div>
  )
}

/** Nothing is shaded where nothing is known. */
const known = (estimate: EstimateView): EstimateView =>
  estimate.value === null ? { value: null, low: null, high: null } : estimate
