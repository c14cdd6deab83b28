import type { ExplanationView } from '../../../../main/contract/peers.ts'

export type ContributionView = ExplanationView['contributions'][number]
export const CONTRIBUTION_KINDS = ['own', 'rater', 'recent', 'older', 'prior', 'blame'] as const

/** What each kind of evidence adds, largest kinds as one stacked bar; the sums of the kinds add up to u. */
export function sumByKind(parts: readonly ContributionView[]): { kind: ContributionView['kind']; part: number }[] {
  return CONTRIBUTION_KINDS.map((kind) => ({ kind, list: parts.filter((part) => part.kind === kind) }))
    .filter(({ list }) => list.length > 0)
    .map(({ kind, list }) => ({ kind, part: list.reduce((sum, { part }) => sum + part, 0) }))
}

/**
 * Numbers as they are shown, with two digits: rounded so that what stands there adds up to the rounded sum (largest
 * remainders).
 */
export function roundToSum(parts: readonly number[]): number[] {
  const cents = parts.map((part) => Math.floor(part * 100))
  const missing =
    Math.round(parts.reduce((sum, part) => sum + part, 0) * 100) - cents.reduce((sum, cent) => sum + cent, 0)
  const byRest = parts
    .map((part, i) => ({ i, rest: part * 100 - (cents[i] as number) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i)
  for (const { i } of byRest.slice(0, Math.max(0, missing))) cents[i] = (cents[i] as number) + 1
  return cents.map((cent) => cent / 100)
}
