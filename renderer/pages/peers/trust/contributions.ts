import type { ExplanationView } from '../../../../main/contract/peers.ts'

export type ContributionView = ExplanationView['contributions'][number]
export const CONTRIBUTION_KINDS = ['own', 'rater', 'recent', 'older', 'prior', 'blame'] as const

/** Sums of the contributions by kind of evidence; together they add up to u. */
export function sumByKind(parts: readonly ContributionView[]): { kind: ContributionView['kind']; part: number }[] {
  return CONTRIBUTION_KINDS.map((kind) => ({ kind, list: parts.filter((part) => part.kind === kind) }))
    .filter(({ list }) => list.length > 0)
    .map(({ kind, list }) => ({ kind, part: list.reduce((sum, { part }) => sum + part, 0) }))
}

/** Rounds to two digits so that the results add up to the rounded sum (largest remainder method). */
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
