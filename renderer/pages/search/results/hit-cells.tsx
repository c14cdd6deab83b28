import { memo, type MouseEvent, type PointerEvent } from 'react'
import {
  IconAlertTriangle,
  IconCheck,
  IconChevronDown,
  IconClockDown,
  IconDownload,
  IconHistory,
} from '@tabler/icons-react'
import { isDoubtful, type SearchHit } from '../../../../main/contract/search.ts'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { FileIcon } from '../../../components/files/file-icon.tsx'
import { FileName } from '../../../components/files/file-name.tsx'
import { Tag } from '../../../components/tag.tsx'
import { TrustDot } from '../../../components/trust/trust-dot.tsx'
import type { Formats } from '../../../locales/format.ts'
import { factsOf } from './metadata-summary.ts'
import { countSources, offerOf, pickSource, rankSources } from './source-ranking.ts'
import type { HitPhrases } from './hit-phrases.ts'
import classes from './hit-cells.module.css'

// Plain elements on purpose: menus, tooltips and loaders are shared by all rows and created on demand.

const STANDINGS = ['good', 'new', 'bad'] as const
const CHECK = <IconCheck size={12} aria-hidden />
const DONE = <IconCheck size={14} aria-hidden />
const DOWNLOAD = {
  plain: <IconDownload size={16} aria-hidden />,
  none: <IconDownload size={16} aria-hidden />,
  later: <IconClockDown size={16} aria-hidden />,
  doubtful: <IconAlertTriangle size={16} aria-hidden />,
}
const CHEVRON = <IconChevronDown size={14} aria-hidden />

/** Name and kind; below them the metadata and other names. */
export const NameCell = memo(function NameCell({
  hit,
  phrases,
  format,
}: {
  hit: SearchHit
  phrases: HitPhrases
  format: Formats
}) {
  const facts = hit.metadata ? factsOf(hit.metadata, format) : ''
  const [other, ...more] = hit.otherNames
  const also =
    other === undefined ? '' : more.length > 0 ? phrases.alsoMore(other, more.length) : phrases.also({ name: other })
  const second = [facts, also].filter(Boolean).join(' · ')
  return (
    <span className={classes.name}>
      <span className={classes.icon} title={phrases.kind(hit.kind)}>
        <FileIcon kind={hit.kind} />
      </span>
      <span className={classes.names}>
        <FileName name={hit.name} />
        {second !== '' && (
          <span className={classes.second} dir="auto" title={[facts, ...hit.otherNames].filter(Boolean).join('\n')}>
            {second}
          </span>
        )}
      </span>
    </span>
  )
})

/** The trust of the best source and how many there are, before any download. Hovering shows the list of sources. */
export const SourcesCell = memo(function SourcesCell({
  hit,
  phrases,
  format,
  onNear,
}: {
  hit: SearchHit
  phrases: HitPhrases
  format: Formats
  onNear: (hit: SearchHit, event: PointerEvent<HTMLElement>) => void
}) {
  const { sources } = hit
  if (sources.length === 0) return <span className={classes.none}>{hit.own ? phrases.onlyYou : phrases.noSources}</span>
  const counts = countSources(sources)
  const standings = STANDINGS.filter((standing) => counts[standing] > 0)
  const [best] = rankSources(sources)
  if (!best) return null
  const { trust } = best
  const { little, low, excluded, offline } = phrases.word
  const words = [
    trust.decision === 'bad' ? excluded : isDoubtful(trust) ? low : trust.decision === 'new' ? little : '',
    counts.online === 0 ? offline : '',
  ].filter(Boolean)
  const u = trust.u === null ? '' : format.score(trust.u)
  const count = phrases.sourceCount(sources.length)
  return (
    <span
      className={classes.sources}
      role="img"
      data-testid="hit-sources"
      aria-label={[
        u && phrases.trusted({ u }),
        ...standings.map((standing) => phrases.standing[standing](counts[standing])),
        ...words,
      ]
        .filter(Boolean)
        .join(', ')}
      onPointerEnter={(event) => onNear(hit, event)}
    >
      <TrustDot standing={trust.standing} />
      <span className={classes.trust}>
        <span className={classes.count}>
          {u}
          <span className={classes.evidence}>{u ? ` · ${count}` : count}</span>
        </span>
        {words.length > 0 && <span className={classes.words}>{words.join(', ')}</span>}
      </span>
    </span>
  )
})

/** A progress ring; `share` in [0, 1]. */
function Ring({ share }: { share: number }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false" className={classes.ring}>
      <circle cx="8" cy="8" r="6.5" />
      <circle cx="8" cy="8" r="6.5" pathLength="100" strokeDasharray={`${share * 100} 100`} />
    </svg>
  )
}

export interface HitActions {
  download: (hit: SearchHit) => void
  /** Opens the menu of sources below a button. */
  choose: (hit: SearchHit, event: MouseEvent<HTMLElement>) => void
  show: () => void
}

interface ActionCellProps {
  hit: SearchHit
  transfer: Transfer | undefined
  tabIndex: number
  phrases: HitPhrases
  format: Formats
  actions: HitActions
}

/** The "in library" mark, the download's progress, or the download button with a menu of sources. */
export const ActionCell = memo(function ActionCell({
  hit,
  transfer,
  tabIndex,
  phrases,
  format,
  actions,
}: ActionCellProps) {
  if (hit.own) {
    return (
      <span className={classes.actions}>
        <Tag tone="accent" icon={CHECK}>
          {phrases.own}
        </Tag>
      </span>
    )
  }
  if (transfer && transfer.state !== 'failed') {
    const { state } = transfer
    const share = transfer.size > 0 ? transfer.moved / transfer.size : 0
    return (
      <span className={classes.actions}>
        <button
          type="button"
          className={classes.state}
          tabIndex={tabIndex}
          onClick={actions.show}
          title={phrases.showTransfer}
        >
          {state === 'done' ? DONE : <Ring share={share} />}
          {state === 'done' ? phrases.fetched : state === 'active' ? format.percent(share) : phrases.running(state)}
        </button>
      </span>
    )
  }
  const best = pickSource(hit.sources)
  // With several sources the node picks at random, weighted by trust, so none can be named.
  const from =
    hit.sources.length > 1
      ? phrases.downloadAny({ file: hit.name })
      : phrases.download({ file: hit.name, peer: best?.name || phrases.unnamed })
  const offer = offerOf(hit.sources)
  const label = {
    plain: from,
    later: phrases.downloadLater({ file: hit.name }),
    doubtful: phrases.downloadDoubtful({ file: hit.name }),
    none: phrases.allExcluded,
  }[offer]
  return (
    <span className={classes.actions}>
      {hit.downloaded === true && (
        <span className={classes.before} title={phrases.downloadedBefore}>
          <IconHistory size={15} role="img" aria-label={phrases.downloadedBefore} />
        </span>
      )}
      <button
        type="button"
        className={classes.download}
        tabIndex={tabIndex}
        disabled={offer === 'none'}
        aria-label={label}
        title={label}
        data-testid="download-button"
        data-offer={offer}
        onClick={(event) => (offer === 'doubtful' ? actions.choose(hit, event) : actions.download(hit))}
      >
        {DOWNLOAD[offer]}
      </button>
      <button
        type="button"
        className={classes.choose}
        tabIndex={tabIndex}
        disabled={hit.sources.length === 0}
        aria-label={phrases.choose({ file: hit.name })}
        aria-haspopup="menu"
        data-testid="source-menu"
        onClick={(event) => actions.choose(hit, event)}
      >
        {CHEVRON}
      </button>
    </span>
  )
})
