import { useEffect, useMemo, useRef } from 'react'
import { CloseButton } from '@mantine/core'
import type { SlotEvent, SlotView } from '../../../../main/contract/simulator.ts'
import { Tag } from '../../../components/tag.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { Chart } from '../charts/chart.tsx'
import type { ChartTheme } from '../../../components/charts/chart-theme.ts'
import { peerHistoryOption } from './peer-history-option.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import shared from '../simulator.module.css'
import classes from './watch.module.css'

interface PeerCardProps {
  slot: SlotView
  transaction: number
  settings: Record<'weightTotal' | 'weightRecent' | 'exclusionThreshold' | 'minRatings', number>
  theme: ChartTheme
  onClose: () => void
}

/** One peer of the run: its ratings, and U, R and u against the threshold over time. */
export function PeerCard({ slot, transaction, settings, theme, onClose }: PeerCardProps) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const format = useFormat()
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    void card.current?.scrollIntoView({ block: 'nearest' })
  }, [slot.slot])
  const { events } = slot
  const last = events.at(-1)
  const state = slot.excluded ? 'out' : slot.contributing ? 'in' : 'not'
  const option = useMemo(
    () =>
      peerHistoryOption(slot, { transaction, threshold: settings.exclusionThreshold }, theme, {
        threshold: t('simulator:watch.threshold'),
        texts,
        format,
      }),
    [slot, transaction, settings.exclusionThreshold, theme, texts, format, t],
  )
  const what = (event: SlotEvent): string =>
    event.what === 'rated'
      ? t(`simulator:watch.rated.${event.rating === 1 ? 'good' : 'bad'}`)
      : event.what === 'excluded'
        ? t('simulator:watch.wasExcluded')
        : t('simulator:watch.wasFresh')
  return (
    <section
      ref={card}
      className={shared.card}
      aria-labelledby="peer-card-title"
      data-testid="peer-card"
      data-slot={slot.slot}
    >
      <div className={shared.cardHead}>
        <h2 className={shared.cardTitle} id="peer-card-title">
          {t('simulator:watch.peer', { n: slot.slot })} · {t(`simulator:kinds.${slot.kind}`)}
        </h2>
        <Tag tone={slot.excluded ? 'bad' : slot.contributing ? 'good' : 'new'}>
          {t(`simulator:watch.state.${state}`)}
        </Tag>
        <span className={shared.spring} />
        <CloseButton size="sm" onClick={onClose} aria-label={t('simulator:watch.close')} />
      </div>
      <p className={classes.formula} data-testid="peer-formula">
        {last?.u === undefined || last.u === null
          ? t('simulator:watch.noRatings')
          : t('simulator:watch.formula', {
              wTotal: format.score(settings.weightTotal),
              wRecent: format.score(settings.weightRecent),
              U: format.score(last.U),
              R: format.score(last.R),
              u: format.score(last.u),
            })}
        <br />
        {t('simulator:watch.rule', { threshold: format.score(settings.exclusionThreshold), min: settings.minRatings })}
      </p>
      <Chart
        option={option}
        height={170}
        label={t('simulator:watch.history', { n: slot.slot, count: events.length })}
        testId="peer-history"
      />
      <div className={classes.lineLegend} aria-hidden="true">
        {(
          [
            ['u', theme.accent, ''],
            ['U', theme.quiet, '5 4'],
            ['R', theme.wait, '2 3'],
          ] as const
        ).map(([name, colour, dash]) => (
          <span key={name}>
            <svg width="22" height="8">
              <line x1="0" x2="22" y1="4" y2="4" stroke={colour} strokeWidth="2" strokeDasharray={dash} />
            </svg>
            {name}
          </span>
        ))}
        <span>
          <svg width="10" height="10">
            <circle cx="5" cy="5" r="3" fill={theme.good} />
          </svg>
          {t('simulator:watch.rated.good')}
        </span>
        <span>
          <svg width="10" height="10">
            <path d="M5 1 L9 9 L1 9 Z" fill={theme.bad} />
          </svg>
          {t('simulator:watch.rated.bad')}
        </span>
      </div>
      {slot.since > 0 && <p className={shared.note}>{t('simulator:watch.since', { at: format.number(slot.since) })}</p>}
      {events.length > 0 && (
        <details className={classes.details}>
          <summary>{t('simulator:watch.events')}</summary>
          <table className={shared.table}>
            <thead>
              <tr>
                <th scope="col">{t('simulator:watch.at')}</th>
                <th scope="col">{t('simulator:watch.what')}</th>
                <th scope="col">U</th>
                <th scope="col">R</th>
                <th scope="col">u</th>
              </tr>
            </thead>
            <tbody>
              {events
                .slice(-12)
                .toReversed()
                .map((event, i) => (
                  <tr key={`${event.transaction}:${event.what}:${i}`}>
                    <td>{format.number(event.transaction)}</td>
                    <td>{what(event)}</td>
                    <td>{format.score(event.U)}</td>
                    <td>{format.score(event.R)}</td>
                    <td>{format.score(event.u)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
  )
}
