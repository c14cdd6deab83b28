import type { LabRunView } from '../../../../main/contract/simulator.ts'
import { useText } from '../../../hooks/use-text.ts'
import { useLabTexts } from './lab-texts.ts'
import classes from './bench.module.css'

interface GrowthListProps {
  lines: readonly { id: number; name: string; view: LabRunView }[]
  metric: string
  parameter: string
}

/** How the metric grows along the sweep, line by line: the exponent of a power law, and the fit of a logarithm. */
export function GrowthList({ lines, metric, parameter }: GrowthListProps) {
  const { t } = useText()
  const texts = useLabTexts()
  const found = lines.flatMap(({ id, name, view }) => {
    const growth = view.growth.find((one) => one.metric === metric)
    return growth ? [{ id, name, ...growth }] : []
  })
  if (found.length === 0) return null
  return (
    <ul className={classes.growth} data-testid="growth">
      {found.flatMap(({ id, name, exponent, logarithmicFit }) => [
        exponent && (
          <li key={`e${id}`}>
            {t('laboratory:figure.exponent', {
              line: name,
              value: texts.number(exponent.mean, 3),
              low: texts.number(exponent.ci95[0], 3),
              high: texts.number(exponent.ci95[1], 3),
            })}
          </li>
        ),
        logarithmicFit && (
          <li key={`f${id}`}>
            {t('laboratory:figure.fit', { line: name, value: texts.number(logarithmicFit.mean, 4), parameter })}
          </li>
        ),
      ])}
    </ul>
  )
}
