/** Symbols and words that pages explain where they stand: each is an English term of docs/GLOSSARY.md. */
export const TERMS = {
  u: 'trust score u',
  U: 'all ratings U',
  R: 'recent ratings R',
  interval: 'interval',
  threshold: 'exclusion threshold',
  receipt: 'receipt',
  rater: 'rater',
  robust: 'mode robust, mode paper',
  PI: 'permanent identity (PI)',
  FI: 'free identity (FI)',
  d: 'turnover rate d',
  W: 'system performance W',
  x: 'fraction of contributors x',
  cost: 'cost of contribution 1/x',
  MAXtm: 'maximum generosity MAXtm',
  freeMarket: 'free market',
  replication: 'replication of a run',
  seed: 'seed',
} as const
export type TermId = keyof typeof TERMS
