/** Symbols and words that pages explain where they stand: each is an English term of docs/GLOSSARY.md. */
export const TERMS = {
  u: 'trust score u',
  U: 'all ratings U',
  R: 'recent ratings R',
  interval: 'interval',
  threshold: 'exclusion threshold',
  receipt: 'receipt',
  rater: 'rater, subject',
  PI: 'permanent identity (PI)',
  FI: 'free identity (FI)',
  d: 'turnover rate d',
  W: 'system performance W',
  x: 'fraction of contributors x',
  cost: 'cost of contribution 1/x',
  MAXtm: 'maximum generosity MAXtm',
} as const
export type TermId = keyof typeof TERMS

/** Terms that are named by their symbol. */
export type SymbolId = 'u' | 'U' | 'R' | 'PI' | 'FI' | 'd' | 'W' | 'x' | 'MAXtm'
