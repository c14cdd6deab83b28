import type { ReactNode } from 'react'
import { useText } from '../../../hooks/use-text.ts'
import type { DrawingColours } from './drawing-colours.ts'
import type { QueryStory } from './query-story.ts'
import classes from './drawing.module.css'

const dot = (colour: string, ring?: string, radius = 4.5): ReactNode => (
  <>
    <circle cx="13" cy="7" r={radius} fill={colour} />
    {ring && <circle cx="13" cy="7" r={radius + 1.6} fill="none" stroke={ring} strokeWidth="1.6" />}
  </>
)
const line = (colour: string, dash?: string): ReactNode => (
  <line x1="1" x2="25" y1="7" y2="7" stroke={colour} strokeWidth="2" strokeDasharray={dash} />
)

/** What the dots and lines of a query mean; those that it does not have are left out. */
export function OverlayLegend({
  story,
  colours,
  hasDead,
}: {
  story: QueryStory
  colours: DrawingColours
  hasDead: boolean
}) {
  const { t } = useText()
  const has = (name: 'twice' | 'dead' | 'back' | 'beside'): boolean => story.steps.some((step) => step[name] > 0)
  const { node, sent, found, text, dead, deadRim, lines } = colours
  const items: [shown: boolean, text: string, picture: ReactNode][] = [
    [true, t('simulator:drawing.overlay.keyNode'), dot(node)],
    [true, t('simulator:drawing.overlay.keyAsker'), dot(sent, text, 3.5)],
    [true, t('simulator:drawing.overlay.keyReached'), dot(sent)],
    [true, t('simulator:drawing.overlay.keyHolder'), dot(node, found, 3.5)],
    [true, t('simulator:drawing.overlay.keyFound'), dot(found, found)],
    [
      hasDead,
      t('simulator:drawing.overlay.keyDead'),
      <>
        {dot(dead)}
        <path d="M8 2 L18 12 M18 2 L8 12" stroke={deadRim} strokeWidth="1.2" />
      </>,
    ],
    [true, t('simulator:drawing.overlay.keyFirst'), line(lines.first)],
    [has('twice'), t('simulator:drawing.overlay.keyTwice'), line(lines.twice)],
    [has('dead'), t('simulator:drawing.overlay.keyDeadLine'), line(lines.dead, '2 4')],
    [has('back'), t('simulator:drawing.overlay.keyBack'), line(lines.back, '7 4')],
    [has('beside'), t('simulator:drawing.overlay.keyLookUp'), line(lines.lookUp, '3 3')],
  ]
  return (
    <ul className={classes.legend} aria-label={t('simulator:drawing.legend')}>
      {items.map(
        ([shown, label, picture]) =>
          shown && (
            <li key={label}>
              <svg width="26" height="14" aria-hidden="true">
                {picture}
              </svg>
              {label}
            </li>
          ),
      )}
    </ul>
  )
}
