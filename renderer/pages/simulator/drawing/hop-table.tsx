import type { OverlayTrace } from '../../../../main/contract/views/drawing-views.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import type { QueryStory } from './query-story.ts'
import classes from './drawing.module.css'

/** Steps that the table lists; a long walk has thousands. */
const MAX_ROWS = 200

interface HopTableProps {
  trace: OverlayTrace
  story: QueryStory
  /** Steps that are over. */
  done: number
}

/** A query hop by hop in numbers: the text alternative of its drawing. */
export function HopTable({ trace, story, done }: HopTableProps) {
  const { t } = useText()
  const format = useFormat()
  const all = ['first', 'twice', 'dead', 'back', 'beside'] as const
  const columns = all.filter((name) => name === 'first' || story.steps.some((step) => step[name] > 0))
  return (
    <details className={classes.details}>
      <summary>{t('simulator:drawing.overlay.table')}</summary>
      <div className={classes.tableBox}>
        <table className={classes.table} data-testid="hop-table">
          <thead>
            <tr>
              <th scope="col">{t('simulator:drawing.overlay.columns.hop')}</th>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {t(`simulator:drawing.overlay.columns.${name}`)}
                </th>
              ))}
              <th scope="col">{t('simulator:drawing.overlay.columns.reached')}</th>
              <th scope="col">{t('simulator:drawing.overlay.columns.found')}</th>
            </tr>
          </thead>
          <tbody>
            {story.steps.slice(0, MAX_ROWS).map((step, i) => (
              // a step has no other name than its number
              <tr key={i} aria-current={i + 1 === done ? 'step' : undefined}>
                <th scope="row">{format.number(i + 1)}</th>
                {columns.map((name) => (
                  <td key={name}>{format.number(step[name])}</td>
                ))}
                <td>{format.number(step.reached)}</td>
                <td>{step.found ? t('simulator:drawing.overlay.answers', { node: trace.found?.node }) : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
