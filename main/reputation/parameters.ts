import { HyobanError } from '../base/errors.ts'

/** Parameters of the paper mode; names and defaults follow the reference model. */
export interface PaperParameters {
  /** Weight of U, the mean of all ratings; 0 .. 1. */
  weightTotal: number
  /** Weight of R, the mean of the last `recentWindow` ratings; 0 .. 1. The two weights add up to 1 at most. */
  weightRecent: number
  /** Number of ratings that count as recent; 1 .. 1000. */
  recentWindow: number
  /** Ratings needed for exclusion; 1 .. 1,000,000. With fewer, a peer is "new". */
  minRatings: number
  /** Trust values below this exclude; 0 .. 1. */
  exclusionThreshold: number
}

/** The paper's formula and its parameters; those of the robust mode are in robust/parameters.ts. */
export type Parameters = { mode: 'paper' } & PaperParameters

export const PAPER_DEFAULTS: Readonly<PaperParameters> = Object.freeze({
  weightTotal: 0.5,
  weightRecent: 0.5,
  recentWindow: 10,
  minRatings: 10,
  exclusionThreshold: 0.6,
})

export const DEFAULT_PARAMETERS: Readonly<Parameters> = Object.freeze({ mode: 'paper', ...PAPER_DEFAULTS })

/** Range (inclusive) and unit of one number. */
export interface NumberRange {
  min: number
  max: number
  integer: boolean
  unit: string
}

export const PAPER_RANGES: Readonly<Record<keyof PaperParameters, NumberRange>> = Object.freeze({
  weightTotal: { min: 0, max: 1, integer: false, unit: 'weight' },
  weightRecent: { min: 0, max: 1, integer: false, unit: 'weight' },
  recentWindow: { min: 1, max: 1000, integer: true, unit: 'ratings' },
  minRatings: { min: 1, max: 1_000_000, integer: true, unit: 'ratings' },
  exclusionThreshold: { min: 0, max: 1, integer: false, unit: 'trust value' },
})

/** Throws HyobanError BAD_INPUT, naming `name`, unless `value` is a number in `range`. */
export function checkNumber(name: string, value: unknown, range: NumberRange): asserts value is number {
  const kind = range.integer ? 'a whole number' : 'a number'
  const allowed = `${kind} from ${range.min} to ${range.max}${range.unit && ` (${range.unit})`}`
  const good =
    typeof value === 'number' && value >= range.min && value <= range.max && (!range.integer || Number.isInteger(value))
  if (!good)
    throw new HyobanError('BAD_INPUT', `${name} must be ${allowed}, not ${String(value)}.`, {
      details: {
        name,
        value: String(value),
      },
    })
}

/** Throws HyobanError BAD_INPUT for the first number out of range, or if the weights add up to more than 1 or to 0. */
export function checkPaperParameters(parameters: PaperParameters): void {
  for (const [name, range] of Object.entries(PAPER_RANGES))
    checkNumber(name, parameters[name as keyof PaperParameters], range)
  const sum = parameters.weightTotal + parameters.weightRecent
  if (sum > 1 + 1e-9 || sum <= 0) {
    throw new HyobanError(
      'BAD_INPUT',
      `weightTotal + weightRecent must be above 0 and at most 1, not ${Number(sum.toFixed(6))}.`,
      { hint: 'Set both weights, for instance weightTotal=0.3 and weightRecent=0.7.', details: { sum } },
    )
  }
}
