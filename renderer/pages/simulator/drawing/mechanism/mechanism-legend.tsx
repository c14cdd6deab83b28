import type { ReactNode } from 'react'
import { useText } from '../../../../hooks/use-text.ts'
import {
  PEER_OUT,
  PEER_SERVES,
  STRANGER,
  type MechanismDealings,
} from '../../../../../main/contract/views/drawing-views.ts'
import { kindText } from './kind-text.ts'
import type { MechanismColours } from './mechanism-colours.ts'
import classes from '../drawing.module.css'

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
  const codes = new Set(run.dealings.filter((_, i) => i % 4 === 3))
  const idles = run.states.some((code, i) => i % 3 === 2 && (code & (PEER_SERVES | PEER_OUT)) === 0)
  const items: [text: string, picture: ReactNode][] = [
    ...run.kindNames.flatMap((name, kind): [string, ReactNode][] =>
      present.has(kind)
        ? [[kindText(name, t), <circle key={name} cx="13" cy="7" r="4.5" fill={colours.kinds[kind]} />]]
        : [],
    ),
    ...(idles
      ? ([
          [
            t('simulator:drawing.mechanism.hollow'),
            <circle key="hollow" cx="13" cy="7" r="4" fill="none" stroke={colours.quiet} strokeWidth="1.6" />,
          ],
        ] as [string, ReactNode][])
      : []),
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
    ...(
      [
        ['served', line(colours.served), 0],
        ['refused', line(colours.refused), 1],
        ['failed', line(colours.refused, '4 4'), 2],
        ['stranger', line(colours.stranger), STRANGER],
        ['strangerNot', line(colours.stranger, '4 4'), STRANGER + 1],
      ] as const
    ).flatMap(([name, picture, code]): [string, ReactNode][] =>
      codes.has(code) || (code > STRANGER && codes.has(code + 1))
        ? [[t(`simulator:drawing.mechanism.${name}`), picture]]
        : [],
    ),
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
