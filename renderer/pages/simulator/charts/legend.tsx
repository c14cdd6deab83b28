import type { ReactNode } from 'react'
import type { ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { LineStyle } from './line-styles.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './figure.module.css'

export const CLOSED_FORM = 'closedForm'

interface LegendProps {
  names: readonly string[]
  styles: readonly LineStyle[]
  hidden: ReadonlySet<string>
  onHidden: (hidden: ReadonlySet<string>) => void
  closedForm: boolean
  theme: ChartTheme
  /** The lines have symbols at their points. */
  marked: boolean
  /** Names of lines that are drawn with dashes. */
  dashed?: readonly string[]
}

function Mark({ symbol, colour }: { symbol: LineStyle['symbol']; colour: string }) {
  const common = symbol.startsWith('empty')
    ? { fill: 'var(--hy-surface)', stroke: colour, strokeWidth: 1.5 }
    : { fill: colour }
  const shape = symbol.toLowerCase()
  if (shape.includes('triangle')) return <path d="M13 2 L17 9 L9 9 Z" {...common} />
  if (shape.includes('diamond')) return <path d="M13 1.5 L17 6 L13 10.5 L9 6 Z" {...common} />
  return shape.includes('rect') ? (
    <rect x="9.5" y="2.5" width="7" height="7" {...common} />
  ) : (
    <circle cx="13" cy="6" r="3.6" {...common} />
  )
}

/** The legend: each line by name, as a toggle. */
export function Legend({ names, styles, hidden, onHidden, closedForm, theme, marked, dashed = [] }: LegendProps) {
  const { t } = useText()
  const toggle = (name: string): void => {
    const next = new Set(hidden)
    if (!next.delete(name)) next.add(name)
    onHidden(next)
  }
  const item = (name: string, label: string, picture: ReactNode): ReactNode => (
    <button
      key={name}
      type="button"
      className={classes.legendItem}
      aria-pressed={!hidden.has(name)}
      onClick={() => toggle(name)}
      data-testid="legend-item"
    >
      <svg width="26" height="12" aria-hidden="true">
        {picture}
      </svg>
      {label}
    </button>
  )
  return (
    <div className={classes.legend} role="group" aria-label={t('simulator:chart.legend')}>
      {names.map((name, index) => {
        const { colour, symbol } = styles[index] as LineStyle
        return item(
          name,
          name,
          <>
            <line
              x1="0"
              x2="26"
              y1="6"
              y2="6"
              stroke={colour}
              strokeWidth="2"
              strokeDasharray={dashed.includes(name) ? '7 4' : undefined}
            />
            {marked && <Mark symbol={symbol} colour={colour} />}
          </>,
        )
      })}
      {closedForm &&
        item(
          CLOSED_FORM,
          t('simulator:chart.closedForm'),
          <line x1="0" x2="26" y1="6" y2="6" stroke={theme.text} strokeWidth="1.5" strokeDasharray="7 5" />,
        )}
      {hidden.size > 0 && (
        <button type="button" className={classes.legendItem} onClick={() => onHidden(new Set())}>
          {t('simulator:chart.all')}
        </button>
      )}
    </div>
  )
}
