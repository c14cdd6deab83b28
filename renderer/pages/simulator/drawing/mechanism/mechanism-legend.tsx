import type { ReactNode } from 'react'
import { useText, type Translate } from '../../../../hooks/use-text.ts'
import type { MechanismDealings } from '../../../../../main/contract/views/drawing-views.ts'
import type { MechanismColours } from './mechanism-colours.ts'
import classes from '../drawing.module.css'

const MODEL_KINDS = ['rational', 'contributor', 'freeRider', 'falseEvaluator', 'traitor'] as const
const LAB_KINDS = ['whitewasher', 'colluder', 'oscillator', 'seller', 'buyer', 'other'] as const

/** What a kind is called; the names of operating systems stay. */
export function kindText(name: string, t: Translate): string {
  const model = MODEL_KINDS.find((kind) => kind === name)
  if (model) return t(`simulator:kinds.${model}`)
  const lab = LAB_KINDS.find((kind) => kind === name)
  return lab ? t(`simulator:drawing.mechanism.kinds.${lab}`) : name
}

interface MechanismLegendProps {
  run: MechanismDealings
  colours: MechanismColours
  has: { out: boolean; praise: boolean }
}

/** What the dots and lines of a run mean; kinds that it does not have are left out. */
export function MechanismLegend({ run, colours, has }: MechanismLegendProps) {
  const { t } = useText()
  const line = (colour: string, dash?: string): ReactNode => (
    <line x1="1" x2="25" y1="7" y2="7" stroke={colour} strokeWidth="2" strokeDasharray={dash} />
  )
  const present = new Set(run.kinds)
  const items: [text: string, picture: ReactNode][] = [
    ...run.kindNames.flatMap((name, kind): [string, ReactNode][] =>
      present.has(kind)
        ? [[kindText(name, t), <circle key={name} cx="13" cy="7" r="4.5" fill={colours.kinds[kind]} />]]
        : [],
    ),
    [
      t('simulator:drawing.mechanism.hollow'),
      <circle key="hollow" cx="13" cy="7" r="4" fill="none" stroke={colours.quiet} strokeWidth="1.6" />,
    ],
    ...(has.out
      ? ([
          [
            t('simulator:drawing.mechanism.out'),
            <g key="out">
              <circle cx="13" cy="7" r="4.5" fill={colours.dark} />
              <path d="M8 2 L18 12 M18 2 L8 12" stroke={colours.quiet} strokeWidth="1.2" />
            </g>,
          ],
        ] as [string, ReactNode][])
      : []),
    ...(has.praise
      ? ([
          [
            t('simulator:drawing.mechanism.praise'),
            <g key="praise" fill={colours.glow}>
              <circle cx="13" cy="7" r="7" opacity="0.25" />
              <circle cx="13" cy="7" r="3.5" />
            </g>,
          ],
        ] as [string, ReactNode][])
      : []),
    [t('simulator:drawing.mechanism.served'), line(colours.served)],
    [t('simulator:drawing.mechanism.refused'), line(colours.refused)],
    [t('simulator:drawing.mechanism.failed'), line(colours.refused, '4 4')],
    [t('simulator:drawing.mechanism.stranger'), line(colours.stranger)],
    [t('simulator:drawing.mechanism.strangerNot'), line(colours.stranger, '4 4')],
  ]
  return (
    <ul className={classes.legend} aria-label={t('simulator:drawing.legend')}>
      {items.map(([text, picture]) => (
        <li key={text}>
          <svg width="26" height="14" aria-hidden="true">
            {picture}
          </svg>
          {text}
        </li>
      ))}
    </ul>
  )
}
