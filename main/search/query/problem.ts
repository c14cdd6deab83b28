import type { QueryHint, QueryProblem } from '../../contract/search.ts'

export type ProblemCode = QueryProblem['code']

const MESSAGES: Readonly<Record<ProblemCode, string>> = {
  tooLong: 'The query is too long: at most {most} characters.',
  tooMany: 'The query has too many parts: at most {most}.',
  tooDeep: 'Parentheses are nested too deeply: at most {most} levels.',
  openQuote: 'This quotation mark is never closed.',
  openParenthesis: 'This parenthesis is never closed.',
  strayParenthesis: 'This parenthesis closes nothing.',
  nothingAfter: 'Something is missing after “{word}”.',
  nothingBefore: 'Something is missing before “{word}”.',
  badNumber: '“{value}” is no number that {field} can have.',
  badUnit: '“{unit}” is no unit of {field}.',
  badRange: '“{value}” is no range.',
  badValue: '“{value}” is nothing that {field} can be.',
  emptyValue: 'There is no value after “{field}:”.',
  noPattern: 'Patterns between slashes are not searched for; words and "phrases" are.',
}

/** The only error that the parser throws: what is wrong, and where, in UTF-16 units of the text. */
export class QueryError extends Error {
  readonly code: ProblemCode
  readonly start: number
  readonly end: number
  /** The whole text as it may have been meant; null if nobody can tell. */
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

  /** As the contract tells it. */
  get problem(): QueryProblem {
    const { code, message, start, end, mend, values } = this
    return { code, message, start, end, mend, values }
  }
}

export type Hint = QueryHint
