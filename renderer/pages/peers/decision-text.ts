import type { ExplanationView, Sentence } from '../../../main/contract/peers.ts'
import type { IgnoredCount } from '../../client/streams/streams.ts'
import type { Formats } from '../../locales/format.ts'
import type { Translate } from '../../hooks/use-text.ts'

/** Whose transfers a decision is based on. */
export type EvidenceOrigin = 'you' | 'trusted' | 'both' | 'anybody'

/** Whose transfers an explanation is based on; the paper's formula treats all raters alike. */
export function evidenceOrigin({ mode, sources }: Pick<ExplanationView, 'mode' | 'sources'>): EvidenceOrigin {
  if (mode === 'paper') return 'anybody'
  if (sources.trusted.raters === 0) return sources.you.count > 0 ? 'you' : 'anybody'
  return sources.you.count > 0 ? 'both' : 'trusted'
}

const oneDigit = (value: number): number => Math.round(value * 10) / 10

/** The reason for a decision in one sentence; `now` determines whether a time needs its date. */
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
      // Excluded for failures that newer transfers have pushed out of the recent window.
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

/** The reason for an exclusion, for a table with its own column for the time. */
export function exclusionReasonText({ key, values }: Sentence, t: Translate): string {
  const { failed = 0, recent = 0 } = values
  if (key === 'blocked' || key === 'amends' || key === 'proof') return t(`trust:reason.${key}`)
  return t(failed * 2 < recent ? 'trust:reason.still' : 'trust:reason.excluded', { failed, recent })
}

/** What would change the decision, in one sentence; the user's own decisions say how to undo them. */
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

/** "no receipt (25), unknown raters (15)", most frequent first. */
export function ignoredReasonsText(reasons: readonly IgnoredCount[], t: Translate): string {
  return reasons
    .toSorted((a, b) => b.count - a.count)
    .map(({ reason, count }) => t('trust:sources.reason', { reason: t(`trust:ignored.${reason}`), count }))
    .join(t('trust:sources.comma'))
}

/** Trend of the recent score against the long-term one; differences below 0.05 are noise. */
export function trendOf(trend: number): 'up' | 'down' | 'flat' {
  return trend > 0.05 ? 'up' : trend < -0.05 ? 'down' : 'flat'
}
