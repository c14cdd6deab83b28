import type { Trust } from '../contract/trust.ts'

/** What a source adds to its content: trusted ones most, excluded ones nothing; one that is away half of that. */
export function sourceWeight({ trust, online }: { trust: Trust; online: boolean }): number {
  const worth = trust.decision === 'bad' ? 0 : trust.decision === 'good' ? 0.5 + 0.5 * (trust.u ?? 0) : 0.4
  return online ? worth : worth / 2
}

/**
 * The place of a content among the results: how well the text matches (`relevance` in 0 .. 1, relative to the best match)
 * and how much its sources are worth together, each further one adding less. Higher is better.
 */
export function rank(relevance: number, sources: readonly { trust: Trust; online: boolean }[]): number {
  const worth = sources.reduce((sum, source) => sum + sourceWeight(source), 0)
  return 2 * relevance + Math.min(1, Math.log2(1 + worth) / 2)
}

/** Sources in the order to be asked: trusted, new, excluded; within these those on line, then by trust. */
export function compareSources(a: { trust: Trust; online: boolean }, b: { trust: Trust; online: boolean }): number {
  const order = { good: 0, new: 1, bad: 2 }
  return order[a.trust.decision] - order[b.trust.decision] || Number(b.online) - Number(a.online) || (b.trust.u ?? 0) - (a.trust.u ?? 0)
}
