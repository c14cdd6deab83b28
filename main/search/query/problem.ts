import type { QueryHint, QueryProblem } from '../../contract/search.ts'

export type ProblemCode = QueryProblem['code']

const MESSAGES: Readonly<Record<ProblemCode, string>> = {
  tooLong: 'The query is too long: at most {max} characters.',
  tooMany: 'The query has too many parts: at most {max}.',
  tooDeep: 'Parentheses are nested too deeply: at most {max} levels.',
  openQuote: 'This quotation mark is never closed.',
  openParenthesis: 'This parenthesis is never closed.',
  strayParenthesis: 'This parenthesis has no matching opening parenthesis.',
  nothingAfter: 'A term is expected after “{word}”.',
  nothingBefore: 'A term is expected before “{word}”.',
  badNumber: '“{value}” is not a valid number for {field}.',
  badUnit: '“{unit}” is not a unit of {field}.',
  badRange: '“{value}” is not a valid range; write it like 1..5.',
  badValue: '“{value}” is not a valid value for {field}.',
  emptyValue: 'A value is expected after “{field}:”.',
  noPattern: 'Regular expressions are not supported; use words or "phrases".',
}

/** The only error that the parser throws; `start` and `end` are in UTF-16 units of the text. */
export class QueryError extends Error {
  readonly code: ProblemCode
  readonly start: number
  readonly end: number
  /** The whole text as it was probably meant; null if that is unclear. */
  readonly mend: string | null
  readonly values: Record<string, string>

  constructor(code: ProblemCode, start: number, end: number, mend: string | null, values: Record<string, string> = {}) {
    super(MESSAGES[code].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''))
    this.name = 'QueryError'
    this.code = code
    this.start = start
    this.end = end
    this.mend = mend
    this.values = values
  }

  /** The error as the contract's view. */
  get problem(): QueryProblem {
    const { code, message, start, end, mend, values } = this
    return { code, message, start, end, mend, values }
  }
}

export type Hint = QueryHint
