import { foldText, foldTextV1, plainSigns } from '../../domain/text/fold-text.ts'
import type { Query, TextTerm } from './ast.ts'
import { fieldOf, isNumberField, kindNames, kindOf, type FieldName, type TextField } from './fields.ts'
import { nearest } from './similarity.ts'
import type { ProblemCode } from './problem.ts'
import { parseNumber } from './values.ts'

/** Longest text of a term, in letters; the rest is cut. */
const MAX_LETTERS = 128
/** Punctuation around a word that is not part of it. */
const AROUND = /^["'“”„«»‘’()[\]{}<>*:^~|&!?,;+.…-]+|["'“”„«»‘’()[\]{}<>*:^~|&!?,;.…-]+$/gu
/** An unquoted word that parses to itself. */
const PLAIN = /^[^\s"“”„«»「」『』｢｣()|:<>=\\−-][^\s"“”„「『｢()|:<>=\\]*$/u

/** An invalid value; `instead` is the value that was probably meant. */
export interface TermProblem {
  code: ProblemCode
  values: Record<string, string>
  instead: string | null
}

/** Folds a text until nothing changes any more, and cuts it. */
export const foldTerm = (text: string): string => stable(text, foldText)

function stable(text: string, fold: (text: string) => string): string {
  let folded = text.slice(0, MAX_LETTERS * 8)
  for (let i = 0; i < 4; i++) {
    const again = Array.from(fold(folded)).slice(0, MAX_LETTERS).join('').trim()
    if (again === folded) break
    folded = again
  }
  return folded
}

/** The printed form of a text: what `foldTerm` makes of it is the same, and earlier versions find as much by it. */
const shownTerm = (text: string): string => stable(text, (raw) => foldTextV1(plainSigns(raw)))

export const isPlain = (text: string): boolean =>
  PLAIN.test(text) && text.replace(AROUND, '') === text && !(text.startsWith('/') && text.endsWith('/'))

/** The term for a text; null if nothing is left of it after folding. */
export function textTerm(field: TextField | null, raw: string, quoted: boolean): TextTerm | null {
  const whole = shownTerm(raw)
  const shown = (quoted ? whole : shownTerm(whole.replace(AROUND, ''))) || whole
  const text = foldTerm(shown)
  if (text === '') return null
  return {
    type: 'text',
    field,
    text,
    ...(shown !== text && { shown }),
    exact: quoted || !isPlain(shown) || !isPlain(text),
  }
}

const list = (value: string): string[] =>
  value
    .split(/[,;、]/u)
    .map((one) => one.trim())
    .filter(Boolean)
    .slice(0, 32)

/** The term for `field:value`; null if the value is empty. */
export function fieldTerm(field: FieldName, raw: string, quoted: boolean): Query | TermProblem | null {
  const value = foldTerm(raw)
  if (field === 'type') {
    const kinds = list(value).map((name) => ({ name, kind: kindOf(name) }))
    const wrong = kinds.find(({ kind }) => kind === undefined)
    if (wrong) {
      const near = nearest(wrong.name, kindNames())
      return {
        code: 'badValue',
        values: { field, value: wrong.name.slice(0, 40) },
        instead: near ? kinds.map((one) => (one === wrong ? near : one.name)).join(',') : null,
      }
    }
    return kinds.length === 0
      ? null
      : { type: 'kind', kinds: [...new Set(kinds.flatMap(({ kind }) => kind ?? []))].sort() }
  }
  if (field === 'ext') {
    const extensions = [...new Set(list(value).map((one) => one.replace(/^[*.]+/, '')))].sort()
    const wrong = extensions.find((one) => !/^[\p{L}\p{N}_+-]{1,16}$/u.test(one))
    if (wrong !== undefined) return { code: 'badValue', values: { field, value: wrong.slice(0, 40) }, instead: null }
    return extensions.length === 0 ? null : { type: 'ext', extensions }
  }
  if (field === 'root') {
    if (value === '') return null
    if (!/^[0-9a-f]{8,64}$/.test(value))
      return { code: 'badValue', values: { field, value: value.slice(0, 40) }, instead: null }
    return { type: 'root', prefix: value }
  }
  if (isNumberField(field)) return value === '' ? null : parseNumber(field, value)
  return textTerm(field, raw, quoted)
}

/** The field with a name as typed. */
export const namedField = (name: string): FieldName | undefined => fieldOf(foldTerm(name))
