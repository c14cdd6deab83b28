import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react'
import type { ClaimView, ScenarioView } from '../../../../main/contract/simulator.ts'
import { Tag } from '../../../components/tag.tsx'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { useText } from '../../../hooks/use-text.ts'
import shared from '../simulator.module.css'
import classes from './experiment.module.css'

const ICON = { holds: IconCircleCheck, fails: IconCircleX, unknown: IconCircleDashed }
const COLOUR = { holds: 'var(--hy-accent)', fails: 'var(--hy-bad)', unknown: 'var(--hy-new)' }

interface ClaimsCardProps {
  scenario: ScenarioView
  claims: readonly ClaimView[] | undefined
  /** All runs have finished. */
  complete: boolean
  /** The settings differ from the paper's. */
  changed: boolean
}

/** The paper's claims about a figure, each beside the measured value. */
export function ClaimsCard({ scenario, claims, complete, changed }: ClaimsCardProps) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const list =
    claims ??
    scenario.claims.map(({ id, text }): ClaimView => ({
      id,
      text,
      state: 'unknown',
      certain: false,
      missing: [],
      nearest: null,
      checks: 0,
    }))
  const holding = list.filter(({ state }) => state === 'holds').length
  const why = (claim: ClaimView): string => {
    if (claim.missing.length > 0)
      return t('simulator:claims.missing', {
        figures: claim.missing.map((name) => t('simulator:figure', { n: name.replace('fig', '') })).join(', '),
      })
    return complete ? t('simulator:claims.absent') : t('simulator:claims.waiting')
  }
  const limits = ({ above, below }: NonNullable<ClaimView['nearest']>): string => {
    if (above !== null && below !== null) return t('simulator:claims.between', { above, below })
    return above !== null ? t('simulator:claims.above', { above }) : t('simulator:claims.below', { below })
  }
  return (
    <section className={shared.card} aria-labelledby="claims-title" data-testid="claims">
      <div className={shared.cardHead}>
        <h2 className={shared.cardTitle} id="claims-title">
          {t('simulator:claims.title')}
        </h2>
        {list.some(({ state }) => state !== 'unknown') && (
          <Tag tone={list.some(({ state }) => state === 'fails') ? 'wait' : 'accent'}>
            {t('simulator:claims.score', {
              holds: holding,
              count: list.filter(({ state }) => state !== 'unknown').length,
            })}
          </Tag>
        )}
      </div>
      {changed && <p className={classes.hint}>{t('simulator:claims.notPaper')}</p>}
      <ul className={classes.claims}>
        {list.map((claim) => {
          const Icon = ICON[claim.state]
          return (
            <li
              key={claim.id}
              className={classes.claim}
              data-testid="claim"
              data-claim={claim.id}
              data-state={claim.state}
            >
              <Icon
                size={20}
                color={COLOUR[claim.state]}
                role="img"
                aria-label={t(`simulator:claims.state.${claim.state}`)}
                style={{ flex: 'none', marginTop: 1 }}
              />
              <div className={classes.claimBody}>
                <p className={classes.claimText}>{texts.claim(claim)}</p>
                <p className={shared.small}>
                  {claim.nearest ? (
                    <>
                      {claim.checks > 1 && <>{t('simulator:claims.nearest', { count: claim.checks })} </>}
                      {texts.check(claim.nearest.what)}:{' '}
                      <b className="tabular">
                        {t('simulator:claims.measured', {
                          mean: claim.nearest.mean.toFixed(3),
                          low: claim.nearest.ci95[0].toFixed(3),
                          high: claim.nearest.ci95[1].toFixed(3),
                        })}
                      </b>
                      {t('simulator:claims.comma')}
                      {limits(claim.nearest)}
                      {t('simulator:claims.stop')}
                    </>
                  ) : (
                    why(claim)
                  )}
                  {claim.state === 'holds' && !claim.certain && <> {t('simulator:claims.uncertain')}</>}
                </p>
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
