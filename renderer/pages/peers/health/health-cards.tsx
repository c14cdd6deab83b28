import type { PeerRow } from '../../../../main/contract/peers.ts'
import type { HealthView } from '../../../../main/contract/simulator.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { daysOf, MEASURES, sentenceOf } from './health-words.ts'
import { SmallChart, type ChartPoint } from './small-chart.tsx'
import { TrustHistogram } from './trust-histogram.tsx'
import classes from './health.module.css'

interface HealthCardsProps {
  health: HealthView
  /** Those that have been rated. */
  peers: readonly PeerRow[]
}

/** A small chart for each measure, with one sentence in plain words. */
export function HealthCards({ health, peers }: HealthCardsProps) {
  const { t } = useText()
  const format = useFormat()
  return (
    <div className={classes.cards}>
      {MEASURES.map((measure) => {
        const text = sentenceOf(measure, health, t, format)
        const isCount = measure === 'exclusions' || measure === 'newcomers'
        const points = health.parts.map((part): ChartPoint => {
          const time = { from: part.from, until: part.until }
          if (isCount) return { ...time, value: part[measure] / daysOf(part), low: null, high: null }
          return { ...time, ...part[measure] }
        })
        return (
          <section key={measure} className={classes.card} data-testid={`health-${measure}`}>
            <h3 className={classes.cardTitle}>{t(`network:health.${measure}.title`)}</h3>
            <p className={classes.sentence}>{text}</p>
            <SmallChart
              points={points}
              bars={isCount}
              top={measure === 'x' ? 1 : measure === 'W' ? 2 : null}
              label={text}
            />
          </section>
        )
      })}
      <TrustHistogram peers={peers} />
    </div>
  )
}
