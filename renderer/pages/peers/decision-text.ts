import type { ExplanationView, Sentence } from '../../../main/contract/peers.ts'
import type { IgnoredCount } from '../../client/streams/streams.ts'
import type { Formats } from '../../locales/format.ts'
import type { Translate } from '../../hooks/use-text.ts'

/** With whom the transfers were that a decision rests on. */
export type EvidenceOrigin = 'you' | 'trusted' | 'both' | 'anybody'

/** EvidenceOrigin transfers an explanation speaks of; the paper's formula trusts everybody alike. */
export function evidenceOrigin({ mode, sources }: Pick<ExplanationView, 'mode' | 'sources'>): EvidenceOrigin {
  if (mode === 'paper') return 'anybody'
  if (sources.trusted.raters === 0) return sources.you.count > 0 ? 'you' : 'anybody'
  return sources.you.count > 0 ? 'both' : 'trusted'
}

const oneDigit = (value: number): number => Math.round(value * 10) / 10

/** Why a peer stands where it does, in one sentence; `now` decides whether a time needs its date. */
export function decisionText(
  { key, values }: Sentence,
  whose: EvidenceOrigin,
  t: Translate,
  format: Formats,
  now: number,
): string {
  const { since = 0, until, failed = 0, recent = 0, evidence = 0, needed = 0 } = values
  const said = { since: since > 0 ? format.moment(since, now) : t('trust:justNow'), failed, recent }
  switch (key) {
    case 'excluded':
      // it came to its exclusion by failures that newer transfers have pushed out of sight
      return failed * 2 < recent ? t('trust:sentence.still', said) : t(`trust:sentence.excluded.${whose}`, said)
    case 'amends':
    case 'proof':
      return t(`trust:sentence.${key}`, said)
    case 'blocked':
    case 'allowed':
      return until === undefined
        ? t(`trust:sentence.${key}`, said)
        : t(`trust:sentence.${key}Until`, { until: format.moment(until, now) })
    case 'unknown':
      return t('trust:sentence.unknown')
    case 'new':
      return t('trust:sentence.new', { evidence: oneDigit(evidence), needed: oneDigit(needed) })
    case 'good':
      return recent === 0 ? t('trust:sentence.plain') : t('trust:sentence.good', { ...said, well: recent - failed })
  }
}

/** Why a peer is excluded, for a table that has a column for the time. */
export function exclusionReasonText({ key, values }: Sentence, t: Translate): string {
  const { failed = 0, recent = 0 } = values
  if (key === 'blocked' || key === 'amends' || key === 'proof') return t(`trust:reason.${key}`)
  return t(failed * 2 < recent ? 'trust:reason.still' : 'trust:reason.excluded', { failed, recent })
}

/** What would change the decision, in one sentence. */
export function changeText(
  { sentence, whatWouldChange }: Pick<ExplanationView, 'sentence' | 'whatWouldChange'>,
  t: Translate,
): string {
  if (sentence.key === 'blocked')
    return t(sentence.values.until === undefined ? 'trust:change.blocked' : 'trust:change.blockedUntil')
  if (sentence.key === 'allowed' || sentence.key === 'proof') return t(`trust:change.${sentence.key}`)
  const { direction, count, with: who } = whatWouldChange
  return count === null ? t(`trust:change.${direction}.never`) : t(`trust:change.${direction}.${who}`, { count })
}

/** "no receipt (25), unknown raters (15)", most first. */
export function ignoredReasonsText(reasons: readonly IgnoredCount[], t: Translate): string {
  return reasons
    .toSorted((a, b) => b.count - a.count)
    .map(({ reason, count }) => t('trust:sources.reason', { reason: t(`trust:ignored.${reason}`), count }))
    .join(t('trust:sources.comma'))
}

/** Where the latest votes go against the record of all time: differences under 0.05 are noise. */
export function trendOf(trend: number): 'up' | 'down' | 'flat' {
  return trend > 0.05 ? 'up' : trend < -0.05 ? 'down' : 'flat'
}
