import { VisuallyHidden } from '@mantine/core'
import type { PeerRow } from '../../../../main/contract/peers.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './sources-bar.module.css'

const PARTS = ['you', 'trusted', 'ignored'] as const

/** Sources of the evidence on a peer as one bar: the user's own, that of trusted raters, and what is ignored. */
export function SourcesBar({ sources }: { sources: PeerRow['sources'] }) {
  const { t } = useText()
  const total = sources.you + sources.trusted + sources.ignored
  const words = t('peers:evidenceFrom', sources)
  if (total === 0) return null
  return (
    <span className={classes.bar} title={words}>
      <VisuallyHidden>{words}</VisuallyHidden>
      {PARTS.map(
        (part) => sources[part] > 0 && <span key={part} data-part={part} style={{ flexGrow: sources[part] }} />,
      )}
    </span>
  )
}
