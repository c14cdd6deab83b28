import type { PeerDetail } from '../../../../main/contract/peers.ts'
import { useInfo } from '../../../client/queries.ts'
import { Symbols } from '../../../components/term/symbols.tsx'
import { Term } from '../../../components/term/term.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { CONTRIBUTION_KINDS, roundToSum, sumByKind, type ContributionView } from './contributions.ts'
import shared from '../peers.module.css'
import classes from './evidence.module.css'

const PARTS = [
  'var(--hy-accent)',
  'var(--hy-good)',
  'var(--hy-wait)',
  'var(--hy-quiet)',
  'var(--hy-new)',
  'var(--hy-bad)',
]

/** The contributions that add up to u; the formula and each single contribution on demand. */
export function ContributionsCard({ detail }: { detail: PeerDetail }) {
  const { t } = useText()
  const format = useFormat()
  const me = useInfo().data?.identity.publicKey
  const { contributions, mode, parameters } = detail.explanation
  const { u } = detail.peer.trust
  if (u === null || contributions.length === 0) return null
  const kinds = sumByKind(contributions)
  const shown = roundToSum(kinds.map(({ part }) => part))
  const color = (kind: ContributionView['kind']): string => PARTS[CONTRIBUTION_KINDS.indexOf(kind)] ?? 'var(--hy-new)'
  const label = (part: ContributionView): string => {
    const name =
      part.peer === null || part.peer.publicKey === me ? t('peers:youShort') : part.peer.name || part.peer.fingerprint
    if (part.kind === 'rater') return t('trust:parts.ofRater', { name })
    if (part.kind === 'blame') return t('trust:parts.ofBlame', { name })
    if (part.kind === 'recent')
      return t('trust:parts.ofRecent', { name, time: part.time === null ? '' : format.moment(part.time, Date.now()) })
    return t(`trust:parts.kind.${part.kind}`)
  }
  return (
    <section className={shared.card} aria-labelledby="parts-title" data-testid="parts">
      <h2 className={shared.cardTitle} id="parts-title">
        {t('trust:parts.title')}
      </h2>
      <div className={classes.stack} aria-hidden="true">
        {kinds.map(({ kind, part }) => (
          <span key={kind} style={{ width: `${Math.max(0, part) * 100}%`, background: color(kind) }} />
        ))}
      </div>
      <dl className={classes.sums}>
        {kinds.map(({ kind }, index) => (
          <div key={kind}>
            <dt>
              <span className={classes.swatch} style={{ background: color(kind) }} aria-hidden="true" />
              {t(`trust:parts.kind.${kind}`)}
            </dt>
            <dd>{format.score(shown[index] as number)}</dd>
          </div>
        ))}
        <div className={classes.total}>
          <dt>
            <Term id="u">{t('trust:parts.sum')}</Term>
          </dt>
          <dd data-testid="parts-sum">{format.score(u)}</dd>
        </div>
      </dl>
      <details className={classes.details}>
        <summary data-testid="formula-open">{t('trust:parts.details')}</summary>
        <p className={classes.formula} data-testid="formula">
          {t(`trust:parts.${mode}`)}
        </p>
        <p className={shared.note}>{t(`trust:parts.${mode}Text`)}</p>
        <Symbols ids={['u', 'U', 'R']} />
        <table className={shared.table}>
          <thead>
            <tr>
              <th scope="col">{t('trust:parts.what')}</th>
              <th scope="col" style={{ width: 64 }} data-align="end">
                {t('trust:parts.value')}
              </th>
              <th scope="col" style={{ width: 70 }} data-align="end">
                {t('trust:parts.weight')}
              </th>
              <th scope="col" style={{ width: 64 }} data-align="end">
                {t('trust:parts.part')}
              </th>
            </tr>
          </thead>
          <tbody>
            {contributions.map((part, index) => (
              <tr key={index}>
                <td>{label(part)}</td>
                <td data-align="end" data-label={t('trust:parts.value')} className="tabular">
                  {part.value === null ? '' : format.score(part.value)}
                </td>
                <td data-align="end" data-label={t('trust:parts.weight')} className="tabular">
                  {part.weight === null ? '' : format.percent(part.weight)}
                </td>
                <td data-align="end" data-label={t('trust:parts.part')} className="tabular">
                  {part.part.toFixed(3)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <h3 className={classes.sourceTitle} style={{ marginTop: 12 }}>
          {t('trust:parts.parameters')}
        </h3>
        <p className={`${shared.note} mono`}>
          {Object.entries(parameters)
            .map(([name, value]) => `${name} = ${value}`)
            .join(' · ')}
        </p>
      </details>
    </section>
  )
}
