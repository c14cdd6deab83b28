import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react'
import type { LabClaimView, LabRunView, LabVerdict } from '../../../../main/contract/simulator.ts'
import { Tag } from '../../../components/tag.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { sentences } from '../../../locales/sentences.ts'
import { useLabTexts } from './lab-texts.ts'
import shared from '../simulator.module.css'
import experiment from '../experiment/experiment.module.css'

const ICON = { holds: IconCircleCheck, fails: IconCircleX, few: IconCircleDashed, unknown: IconCircleDashed }
// what holds is marked by its sign and words: green is for trust
const COLOUR = {
  holds: 'var(--hy-accent)',
  fails: 'var(--hy-wait-text)',
  few: 'var(--hy-new)',
  unknown: 'var(--hy-new)',
}

interface LabClaimsProps {
  claims: readonly LabClaimView[]
  views: readonly LabRunView[]
}

/** The judged state of a claim: the most decided of all lines. */
function verdictOf(id: string, views: readonly LabRunView[]): LabVerdict | undefined {
  const found = views.flatMap(({ verdicts }) => verdicts.filter((one) => one.id === id))
  const order = ['holds', 'fails', 'few', 'unknown']
  return found.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0]
}

/** What is published about a preset, each result beside the measured one. */
export function LabClaims({ claims, views }: LabClaimsProps) {
  const { t } = useText()
  const texts = useLabTexts()
  const judged = claims.map((claim) => ({ claim, verdict: verdictOf(claim.id, views) }))
  const decided = judged.filter(({ verdict }) => verdict?.state === 'holds' || verdict?.state === 'fails')
  const why = (verdict: LabVerdict | undefined, claim: LabClaimView): string => {
    if (claim.documented !== null) return t('laboratory:claims.documented', { documented: claim.documented })
    if (verdict?.measured) {
      const { mean, ci95 } = verdict.measured
      return sentences(
        t('laboratory:claims.measured', {
          mean: texts.number(mean),
          low: texts.number(ci95[0]),
          high: texts.number(ci95[1]),
        }),
        verdict.state === 'few' ? t('laboratory:claims.few') : undefined,
        verdict.state === 'holds' && !verdict.certain ? t('laboratory:claims.uncertain') : undefined,
      )
    }
    return views.length > 0 ? t('laboratory:claims.absent') : t('laboratory:claims.waiting')
  }
  return (
    <section className={shared.card} aria-labelledby="lab-claims-title" data-testid="lab-claims">
      <div className={shared.cardHead}>
        <h2 className={shared.cardTitle} id="lab-claims-title">
          {t('laboratory:claims.title')}
        </h2>
        {decided.length > 0 && (
          <Tag tone={decided.some(({ verdict }) => verdict?.state === 'fails') ? 'wait' : 'accent'}>
            {t('simulator:claims.score', {
              holds: decided.filter(({ verdict }) => verdict?.state === 'holds').length,
              count: decided.length,
            })}
          </Tag>
        )}
      </div>
      <ul className={experiment.claims}>
        {judged.map(({ claim, verdict }) => {
          const state = verdict?.state ?? 'unknown'
          const Icon = ICON[state]
          return (
            <li
              key={claim.id}
              className={experiment.claim}
              data-testid="lab-claim"
              data-claim={claim.id}
              data-state={state}
            >
              <Icon
                size={20}
                color={COLOUR[state]}
                role="img"
                aria-label={t(`laboratory:claims.state.${state}`)}
                style={{ flex: 'none', marginTop: 1 }}
              />
              <div className={experiment.claimBody}>
                <p className={experiment.claimText}>{texts.claim(claim, 'text')}</p>
                <p className={shared.small}>
                  {sentences(t('laboratory:claims.published', { published: claim.published }), why(verdict, claim))}
                </p>
                <p className={shared.small}>
                  {[claim.source, t(`laboratory:claims.origin.${claim.origin}`)].filter(Boolean).join(' · ')}
                </p>
                {claim.deviates !== null && <p className={experiment.hint}>{texts.claim(claim, 'deviates')}</p>}
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
