import type { PeerRow } from '../../../../main/contract/peers.ts'
import { useElementSize } from '@mantine/hooks'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { trustBins } from './health-words.ts'
import classes from './health.module.css'

const HEIGHT = 116
const PAD = { left: 34, right: 10, top: 8, bottom: 20 }
const DECISIONS = ['good', 'new', 'bad'] as const

/** How many peers have which u, coloured by standing. */
export function TrustHistogram({ peers }: { peers: readonly PeerRow[] }) {
  const { t } = useText()
  const format = useFormat()
  const { ref, width } = useElementSize<HTMLDivElement>()
  const bins = trustBins(peers)
  const count = (decision: (typeof DECISIONS)[number]): number =>
    peers.filter(({ trust }) => trust.standing === decision).length
  const text =
    peers.length === 0
      ? t('network:health.trust.none')
      : t('network:health.trust.some', {
          count: peers.length,
          good: format.number(count('good')),
          fresh: format.number(count('new')),
          bad: format.number(count('bad')),
        })
  const most = Math.max(1, ...bins.map(({ good, new: fresh, bad }) => good + fresh + bad))
  const step = Math.max(1, width - PAD.left - PAD.right) / bins.length
  const inner = HEIGHT - PAD.top - PAD.bottom
  const score = (value: number): string => format.score(value)
  return (
    <section className={classes.card} data-testid="health-trust">
      <h3 className={classes.cardTitle}>{t('network:health.trust.title')}</h3>
      <p className={classes.sentence}>{text}</p>
      <div ref={ref} className={classes.chart}>
        <svg height={HEIGHT} role="img" aria-label={text}>
          {width > 0 && (
            <>
              {[0, most].map((tick) => (
                <g key={tick}>
                  <line
                    x1={PAD.left}
                    x2={width - PAD.right}
                    y1={PAD.top + inner * (1 - tick / most)}
                    y2={PAD.top + inner * (1 - tick / most)}
                    stroke="var(--hy-line)"
                  />
                  <text
                    x={PAD.left - 6}
                    y={PAD.top + inner * (1 - tick / most) + 4}
                    textAnchor="end"
                    className={classes.tick}
                  >
                    {format.number(tick)}
                  </text>
                </g>
              ))}
              {bins.map((bin, i) => {
                let below = 0
                return DECISIONS.map((decision) => {
                  const height = (bin[decision] / most) * inner
                  below += height
                  return (
                    height > 0 && (
                      <rect
                        key={`${bin.low} ${decision}`}
                        x={PAD.left + i * step + 1.5}
                        y={PAD.top + inner - below}
                        width={Math.max(1, step - 3)}
                        height={height}
                        fill={`var(--hy-${decision})`}
                      >
                        <title>{t('network:health.trust.range', { low: score(bin.low), high: score(bin.high) })}</title>
                      </rect>
                    )
                  )
                })
              })}
              <text x={PAD.left} y={HEIGHT - 4} className={classes.tick}>
                0
              </text>
              <text x={width - PAD.right} y={HEIGHT - 4} textAnchor="end" className={classes.tick}>
                1
              </text>
            </>
          )}
        </svg>
      </div>
    </section>
  )
}
