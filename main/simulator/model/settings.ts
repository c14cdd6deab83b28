import { PAPER_DEFAULTS, PAPER_RANGES, type NumberRange, type PaperParameters } from '../../reputation/parameters.ts'

/**
 * PI: permanent identities. FI: free identities, users may return under a new name. none: free market, no exclusion.
 */
export const IDENTITIES = ['PI', 'FI', 'none'] as const
export type ModelIdentity = (typeof IDENTITIES)[number]

/** The kinds of peers, in the order of their codes in memory (0 ..). */
export const USER_KINDS = ['rational', 'contributor', 'freeRider', 'falseEvaluator', 'traitor'] as const
export type UserKind = (typeof USER_KINDS)[number]

/**
 * The numbers that determine a run together with its seed, named as in the model. Peers of no named kind are rational.
 */
export interface ModelNumbers extends PaperParameters {
  N: number
  transactions: number
  benefit: number
  returns: number
  maxGenerosity: number
  turnover: number
  returning: number
  contributorShare: number
  freeRiderShare: number
  falseEvaluatorShare: number
  traitorShare: number
  traitorFrom: number
  traitorTo: number
}
export type NumberName = keyof ModelNumbers

export interface ModelSettings extends ModelNumbers {
  identity: ModelIdentity
}

/** A parameter as pages and commands describe it. */
export interface ParameterSpec extends NumberRange {
  default: number
  /** Accepted alternative names. */
  aliases: readonly string[]
  /** One plain English sentence. */
  explanation: string
}

const share = (explanation: string, ...aliases: string[]): ParameterSpec => ({
  min: 0,
  max: 1,
  integer: false,
  unit: 'share of peers',
  default: 0,
  aliases,
  explanation,
})
const paper = (name: keyof PaperParameters, explanation: string, ...aliases: string[]): ParameterSpec => ({
  ...PAPER_RANGES[name],
  default: PAPER_DEFAULTS[name],
  aliases,
  explanation,
})

/** Every parameter with its range, unit, default and meaning. */
export const PARAMETERS: Readonly<Record<NumberName, ParameterSpec>> = Object.freeze({
  N: {
    min: 2,
    max: 10_000_000,
    integer: true,
    unit: 'peers',
    default: 1000,
    aliases: ['peers'],
    explanation: 'How many peers there are.',
  },
  transactions: {
    min: 1,
    max: 1_000_000_000,
    integer: true,
    unit: 'transactions',
    default: 40_000,
    aliases: [],
    explanation: 'How long a run lasts: two peers meet in each transaction.',
  },
  benefit: {
    min: 0,
    max: 1000,
    integer: false,
    unit: 'W at x = 1, plus 1',
    default: 3,
    aliases: [],
    explanation: 'What everybody gains when all peers contribute: W = benefit * x^returns - 1.',
  },
  returns: {
    min: 0,
    max: 10,
    integer: false,
    unit: 'exponent',
    default: 1,
    aliases: [],
    explanation: 'Diminishing returns: below 1, the first contributors matter most.',
  },
  maxGenerosity: {
    min: 0.01,
    max: 1000,
    integer: false,
    unit: 'generosity',
    default: 14,
    aliases: ['MAXtm'],
    explanation:
      'Generosity is drawn evenly between 0 and this; a rational peer contributes while it exceeds the cost 1/x.',
  },
  turnover: {
    min: 0,
    max: 1,
    integer: false,
    unit: 'probability, two draws a transaction',
    default: 0.01,
    aliases: ['d'],
    explanation: 'How often peers leave and come back.',
  },
  returning: {
    min: 0,
    max: 1,
    integer: false,
    unit: 'probability',
    default: 0.9,
    aliases: [],
    explanation: 'How likely it is the same user who comes back, rather than a new one.',
  },
  weightTotal: paper('weightTotal', 'Weight of all ratings in the trust value.', 'wTotal'),
  weightRecent: paper('weightRecent', 'Weight of the latest ratings in the trust value.', 'wRecent'),
  recentWindow: paper('recentWindow', 'How many of the latest ratings count as recent.'),
  minRatings: paper('minRatings', 'Ratings that a peer needs before it can be excluded.'),
  exclusionThreshold: paper('exclusionThreshold', 'A peer whose trust value is below this is excluded.', 'threshold'),
  contributorShare: share('Peers that always serve.', 'contributor', 'contributors'),
  freeRiderShare: share('Peers that take and never serve.', 'freeRider', 'freeRiders'),
  falseEvaluatorShare: share(
    'Peers that never serve and always give the worst rating.',
    'falseEvaluator',
    'falseEvaluators',
  ),
  traitorShare: share('Peers that behave rationally at first and stop serving for a while.', 'traitor', 'traitors'),
  traitorFrom: {
    min: 0,
    max: 1_000_000_000,
    integer: true,
    unit: 'transaction',
    default: 20_000,
    aliases: ['from'],
    explanation: 'The first transaction in which traitors do not serve.',
  },
  traitorTo: {
    min: 0,
    max: 1_000_000_000,
    integer: true,
    unit: 'transaction',
    default: 40_000,
    aliases: ['to'],
    explanation: 'The transaction from which traitors behave rationally again.',
  },
})

export const NUMBER_NAMES = Object.keys(PARAMETERS) as readonly NumberName[]

/** The reference model's defaults, all peers rational, permanent identities. */
export const DEFAULT_SETTINGS: Readonly<ModelSettings> = Object.freeze({
  ...(Object.fromEntries(NUMBER_NAMES.map((name) => [name, PARAMETERS[name].default])) as unknown as ModelNumbers),
  identity: 'PI',
})

/** Slots of each kind, in the order of USER_KINDS; exact: 30 % of 1000 is 300, and the counts add up to N. */
export function kindCounts(settings: ModelSettings): number[] {
  const shares = [
    settings.contributorShare,
    settings.freeRiderShare,
    settings.falseEvaluatorShare,
    settings.traitorShare,
  ]
  let sum = 0
  let before = 0
  const counts = shares.map((one) => {
    sum += one
    const upTo = Math.min(settings.N, Math.round(sum * settings.N))
    const count = upTo - before
    before = upTo
    return count
  })
  return [settings.N - before, ...counts]
}
