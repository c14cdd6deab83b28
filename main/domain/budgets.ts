/** What a peer may use of this node, each within a budget: see docs/threat-model.md. */
export const BUDGETS = ['questions', 'channels', 'messages', 'memory', 'catalogues', 'ratings', 'uploads'] as const
export type Budget = (typeof BUDGETS)[number]

/** Takes note of peers that wanted more than their budget; `LimitedPeers` implements it. */
export interface BudgetRecord {
  exceeded(peer: string, budget: Budget): void
}
