import { Loader } from '@mantine/core'
import type { SearchResult } from '../../../../main/contract/search.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from '../search.module.css'

interface ResultFootProps {
  result: SearchResult
  showExcluded: boolean
  onShowExcluded: (show: boolean) => void
  /** Repeats the search with an up-to-date order. */
  onAnew: () => void
}

/** Summary line: number of results, where from, peers still to answer, and what is hidden. */
export function ResultFoot({ result, showExcluded, onShowExcluded, onAnew }: ResultFootProps) {
  const { t } = useText()
  const format = useFormat()
  const { network, hidden } = result
  return (
    <>
      <span role="status" data-testid="search-total">
        {t(result.more ? 'search:totalMore' : 'search:found', {
          count: result.total,
          total: format.number(result.total),
        })}
      </span>
      <span>{t('search:catalogues', { count: result.catalogues })}</span>
      {network && (
        <span className={classes.asked} data-testid="network">
          {network.waiting > 0 && <Loader size={11} aria-hidden />}
          {network.asked === 0 && network.waiting > 0
            ? t('search:asking')
            : t('search:network', { asked: network.asked, answered: network.answered, count: network.asked })}
        </span>
      )}
      {(result.fresh ?? 0) > 0 && (
        <button type="button" className={classes.reveal} onClick={onAnew} data-testid="fresh">
          {t('search:fresh', { count: result.fresh })}
        </button>
      )}
      {(showExcluded || hidden.peers > 0) && (
        <span className={classes.hidden} data-testid="hidden-results">
          {!showExcluded &&
            (hidden.hits > 0
              ? t('search:hidden', { count: hidden.hits })
              : t('search:hiddenPeers', { count: hidden.peers }))}
          <button
            type="button"
            className={classes.reveal}
            onClick={() => onShowExcluded(!showExcluded)}
            data-testid="show-excluded"
          >
            {t(showExcluded ? 'search:hideExcluded' : 'search:showExcluded')}
          </button>
        </span>
      )}
      {result.arriving > 0 && (
        <span className={classes.asked}>
          <Loader size={11} aria-hidden />
          {t('search:arriving', { count: result.arriving })}
        </span>
      )}
    </>
  )
}
