import type { Query } from './ast.ts'
import { joinTerms, withoutPunctuation } from './canonical.ts'
import { fieldNames } from './fields.ts'
import { type Token, tokens } from './lexer.ts'
import { type Hint, QueryError } from './problem.ts'
import { nearest } from './similarity.ts'
import { fieldTerm, foldTerm, namedField, type TermProblem, textTerm } from './terms.ts'

/** Longest query, in UTF-16 units. */
export const MAX_TEXT = 1024
/** Maximum number of tokens of a query, and the deepest nesting of parentheses. */
export const MAX_PARTS = 96
export const MAX_DEPTH = 8

export interface ParsedQuery {
  query: Query
  hints: Hint[]
}

/** A text and its meaning. With a problem, `query` is that of the corrected text, or `all` if there is none. */
export interface UnderstoodQuery extends ParsedQuery {
  text: string
  problem: QueryError | null
}

/**
 * Parses words, "phrases", -not, OR (binds tighter than juxtaposition), parentheses and `field:value`. Case, width and
 * the kind of quotation marks do not matter; an unknown field is read as words. Takes linear time. Throws only
 * QueryError, with the position of the problem and usually a corrected text.
 */
export function parseQuery(text: string): ParsedQuery {
  try {
    return new Parser(text).parse()
  } catch (error) {
    throw error instanceof QueryError ? checked(error) : error
  }
}

/** Parses a text, or its correction if the text is not a valid query. Never throws. */
export function understand(text: string): UnderstoodQuery {
  try {
    return { text, ...parseQuery(text), problem: null }
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    const { mend } = error
    return { text, ...(mend === null ? { query: { type: 'all' }, hints: [] } : parseQuery(mend)), problem: error }
  }
}

/** The error with a correction that parses: correcting one problem may reveal another. */
function checked(error: QueryError): QueryError {
  let mend = error.mend
  for (let i = 0; i < 12 && mend !== null; i++) {
    try {
      new Parser(mend).parse()
      break
    } catch (next) {
      if (!(next instanceof QueryError)) throw next
      mend = i === 11 ? null : next.mend
    }
  }
  return new QueryError(error.code, error.start, error.end, mend, error.values)
}

class Parser {
  readonly #text: string
  readonly #tokens: Token[] = []
  readonly #hints: Hint[] = []
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): ParsedQuery {
    const text = this.#text
    if (text.length > MAX_TEXT) {
      const cut = text.slice(0, MAX_TEXT)
      throw new QueryError('tooLong', MAX_TEXT, text.length, cut.isWellFormed() ? cut : cut.slice(0, -1), {
        max: String(MAX_TEXT),
      })
    }
    for (const token of tokens(text)) {
      if (this.#tokens.length === MAX_PARTS)
        throw new QueryError('tooMany', token.start, text.length, text.slice(0, token.start).trimEnd(), {
          max: String(MAX_PARTS),
        })
      this.#tokens.push(token)
    }
    const query = this.#and()
    const left = this.#tokens[this.#at]
    if (left) throw new QueryError('strayParenthesis', left.start, left.end, this.#without(left.start, left.end))
    return { query: withoutPunctuation(query), hints: this.#hints }
  }

  #without(start: number, end: number, instead = ''): string {
    return (this.#text.slice(0, start) + instead + this.#text.slice(end)).trim()
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at]
  }

  /** Juxtaposed terms up to a closing parenthesis or the end. */
  #and(): Query {
    const items: Query[] = []
    for (let token = this.#next(); token && token.type !== 'close'; token = this.#next()) {
      if (token.type === 'and') this.#at++
      else items.push(this.#or())
    }
    return joinTerms('and', items)
  }

  #or(): Query {
    const items: Query[] = []
    if (this.#next()?.type === 'or') this.#missing(this.#next() as Token, 'nothingBefore')
    items.push(this.#not())
    for (let token = this.#next(); token?.type === 'or'; token = this.#next()) {
      this.#at++
      const after = this.#next()
      if (!after || after.type === 'close' || after.type === 'or' || after.type === 'and')
        this.#missing(token, 'nothingAfter')
      items.push(this.#not())
    }
    return joinTerms('or', items)
  }

  #missing(token: Token, code: 'nothingAfter' | 'nothingBefore'): never {
    throw new QueryError(code, token.start, token.end, this.#without(token.start, token.end), {
      word: token.text.slice(0, 40),
    })
  }

  #not(): Query {
    let negative = false
    for (let token = this.#next(); token?.type === 'not'; token = this.#next()) {
      this.#at++
      const after = this.#next()
      if (!after || after.type === 'close' || after.type === 'or' || after.type === 'and')
        this.#missing(token, 'nothingAfter')
      negative = !negative
    }
    const item = this.#item()
    if (!negative || item.type === 'all') return item
    return item.type === 'not' ? item.item : { type: 'not', item }
  }

  #item(): Query {
    const token = this.#tokens[this.#at++] as Token
    if (token.type === 'open') {
      if (++this.#depth > MAX_DEPTH)
        throw new QueryError('tooDeep', token.start, token.end, this.#text.replace(/[()（）]/g, ' ').trim(), {
          max: String(MAX_DEPTH),
        })
      const inner = this.#and()
      if (!this.#next()) throw new QueryError('openParenthesis', token.start, token.end, `${this.#text.trimEnd()})`)
      this.#at++
      this.#depth--
      return inner
    }
    if (token.type === 'field') return this.#field(token)
    if (token.type === 'word' && /^\/.*[*+?[\]\\^$.{}].*\/$/u.test(token.text)) {
      throw new QueryError(
        'noPattern',
        token.start,
        token.end,
        this.#without(token.start, token.end, `"${token.text.replace(/["\\]/g, ' ')}"`),
      )
    }
    return textTerm(null, token.text, token.type === 'phrase') ?? { type: 'all' }
  }

  #field(token: Token & { type: 'field' }): Query {
    const field = namedField(token.name)
    if (!field) {
      // a URL is not a field, and a title with a colon is probably not one either
      const near = nearest(foldTerm(token.name), fieldNames())
      const mend = near
        ? this.#without(token.start, token.end, near + this.#text.slice(token.start + token.name.length, token.end))
        : null
      if (!token.value.startsWith('//'))
        this.#hints.push({
          code: 'unknownField',
          start: token.start,
          end: token.start + token.name.length,
          text: token.name,
          mend,
        })
      const words = token.quoted
        ? [textTerm(null, token.name, false), textTerm(null, token.value, true)]
        : [textTerm(null, token.text, false)]
      return joinTerms(
        'and',
        words.filter((term) => term !== null),
      )
    }
    const found = fieldTerm(field, token.value, token.quoted)
    if (found === null)
      throw new QueryError('emptyValue', token.start, token.end, this.#without(token.start, token.end), {
        field: token.name,
      })
    if ('code' in found) throw this.#wrong(token, found)
    return found
  }

  #wrong(token: Token & { type: 'field' }, { code, values, instead }: TermProblem): QueryError {
    const value = instead ?? null
    const mend =
      value === null
        ? this.#without(token.start, token.end)
        : this.#without(token.valueStart, token.end, (sep(this.#text, token) ? '' : ':') + value)
    return new QueryError(code, token.valueStart, token.end, mend, values)
  }
}

/** Whether a colon precedes the value, unlike in `size>10mb`. */
const sep = (text: string, token: Token & { type: 'field' }): boolean => /[:：]/.test(text[token.valueStart - 1] ?? '')
