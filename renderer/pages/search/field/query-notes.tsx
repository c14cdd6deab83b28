import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { Fragment } from 'react'
import type { SearchResult } from '../../../../main/contract/search.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from '../search.module.css'

/** Default values; each sentence uses some of them. */
const NO_VALUES = { max: '', word: '', value: '', unit: '', field: '' }

/** True unless only punctuation is left of a query. */
const SAYS_SOMETHING = /[\p{L}\p{N}]/u

/** A query with the error marked. */
function Marked({ text, start, end }: { text: string; start: number; end: number }) {
  return (
    <code className={classes.marked}>
      {text.slice(0, start)}
      <mark>{text.slice(start, Math.max(end, start + 1)) || ' '}</mark>
      {text.slice(Math.max(end, start + 1))}
    </code>
  )
}

/** What is wrong with a query, suggested corrections, how it was interpreted, and whether other results are shown. */
export function QueryNotes({
  text,
  result,
  onTake,
}: {
  text: string
  result: SearchResult
  onTake: (text: string) => void
}) {
  const { t } = useText()
  const { problem, hints = [], corrected, similar = [] } = result
  const take = (mend: string) => (
    <button type="button" className={classes.reveal} onClick={() => onTake(mend)} data-testid="correct-query">
      {mend}
    </button>
  )
  if (!problem && hints.length === 0 && corrected === undefined && similar.length === 0) return null
  return (
    <div className={classes.notes} role="status">
      {problem && (
        <p className={classes.note} data-tone="bad" data-testid="query-problem">
          <IconAlertTriangle size={15} aria-hidden />
          <span>
            {t(`search:problem.${problem.code}`, { ...NO_VALUES, ...problem.values })}{' '}
            {problem.end <= text.length && problem.code !== 'tooLong' && (
              <Marked text={text} start={problem.start} end={problem.end} />
            )}{' '}
            {problem.mend !== null && SAYS_SOMETHING.test(problem.mend) && (
              <>
                {t('search:mend')} {take(problem.mend)}
              </>
            )}
          </span>
        </p>
      )}
      {hints.map((hint) => (
        <p key={`${hint.code}-${hint.start}`} className={classes.note}>
          <IconInfoCircle size={15} aria-hidden />
          <span>
            {t(`search:hint.${hint.code}`, { text: hint.text })}{' '}
            {hint.mend !== null && (
              <>
                {t('search:mend')} {take(hint.mend)}
              </>
            )}
          </span>
        </p>
      ))}
      {corrected !== undefined && (
        <p className={classes.note} data-testid="corrected">
          <IconInfoCircle size={15} aria-hidden />
          <span>
            {t('search:corrected')} {take(corrected)}
          </span>
        </p>
      )}
      {similar.length > 0 && (
        <p className={classes.note} data-testid="similar">
          <IconInfoCircle size={15} aria-hidden />
          <span>
            {t('search:similar')}
            {similar.map((other) => (
              <Fragment key={other.text}>
                {' '}
                {take(other.text)} {t('search:similarMore', { count: other.count })}
              </Fragment>
            ))}
          </span>
        </p>
      )}
    </div>
  )
}
