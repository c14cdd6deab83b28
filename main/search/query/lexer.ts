import { QueryError } from './problem.ts'

/**
 * A token of a query's text; `start` and `end` in UTF-16 units. A `field` has its name before the colon and its value,
 * quoted or not.
 */
export type Token =
  | { type: 'open' | 'close' | 'or' | 'and' | 'not'; start: number; end: number; text: string }
  | { type: 'word' | 'phrase'; start: number; end: number; text: string }
  | {
      type: 'field'
      start: number
      end: number
      text: string
      name: string
      value: string
      quoted: boolean
      valueStart: number
    }

const CLOSERS: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”“"',
  '„': '”“"',
  '”': '”"',
  '«': '»',
  '「': '」',
  '『': '』',
  '｢': '｣',
}
/** Quotation marks that begin a phrase even in the middle of a word: these scripts use no spaces. */
const ANYWHERE = '「『｢'
const BLANK = /[\s\u3000\p{Cc}]/u
const MINUS = '-−'
const NAME = /^[\p{L}\p{M}]{1,20}$/u
/** A comparison without a colon, as in `size>10mb`. */
const COMPARED = /^([\p{L}\p{M}]{1,20})([<>]=?|=)(.+)$/u

/** Maps a full-width character to its ASCII form. */
export function sign(character: string): string {
  const code = character.charCodeAt(0)
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0)
  return code === 0x3000 ? ' ' : character
}

/** Splits a query's text, in one pass from left to right. Throws QueryError openQuote. */
export function* tokens(text: string): Generator<Token, void, void> {
  let at = 0
  const is = (index: number, signs: string): boolean =>
    index < text.length && signs.includes(sign(text[index] as string))
  const blank = (index: number): boolean => index >= text.length || BLANK.test(text[index] as string)

  /** The phrase whose opening quotation mark is at `from`. A backslash escapes a quotation mark or a backslash. */
  const phrase = (from: number): { value: string; end: number } => {
    const closers = CLOSERS[sign(text[from] as string)] as string
    let value = ''
    for (let i = from + 1; i < text.length; i++) {
      if (text[i] === '\\' && (text[i + 1] === '\\' || text[i + 1] === '"')) value += text[++i]
      else if (is(i, closers)) return { value, end: i + 1 }
      else value += text[i]
    }
    throw new QueryError('openQuote', from, from + 1, `${text}${closers.at(0)}`)
  }
  const opens = (index: number): boolean => index < text.length && CLOSERS[sign(text[index] as string)] !== undefined

  while (at < text.length) {
    if (blank(at)) {
      at++
      continue
    }
    const start = at
    const first = sign(text[at] as string)
    if (first === '(' || first === ')') {
      yield { type: first === '(' ? 'open' : 'close', start, end: ++at, text: first }
    } else if (first === '|') {
      while (is(at, '|')) at++
      yield { type: 'or', start, end: at, text: '|' }
    } else if (MINUS.includes(first) && !blank(at + 1) && !is(at + 1, `${MINUS})|`)) {
      yield { type: 'not', start, end: ++at, text: '-' }
    } else if (opens(at)) {
      const { value, end } = phrase(at)
      at = end
      yield { type: 'phrase', start, end, text: value }
    } else {
      while (!blank(at) && !is(at, '()|') && !ANYWHERE.includes(text[at] as string)) {
        // a quotation mark begins a value only after a field name
        if (is(at, ':') && opens(at + 1) && NAME.test(text.slice(start, at))) {
          at++
          break
        }
        at++
      }
      const word = text.slice(start, at)
      const colon = Array.from(word).map(sign).indexOf(':') < 0 ? -1 : ([...word.matchAll(/[:：]/gu)][0]?.index ?? -1)
      const name = colon > 0 ? word.slice(0, colon) : ''
      if (name !== '' && NAME.test(name)) {
        const valueStart = start + colon + 1
        if (valueStart === at && opens(at)) {
          const { value, end } = phrase(at)
          at = end
          yield { type: 'field', start, end, text: text.slice(start, end), name, value, quoted: true, valueStart }
        } else
          yield {
            type: 'field',
            start,
            end: at,
            text: word,
            name,
            value: word.slice(colon + 1),
            quoted: false,
            valueStart,
          }
      } else yield bare(word, start, at)
    }
  }
}

/** A word without a colon: an operator, a comparison, or plain text. */
function bare(word: string, start: number, end: number): Token {
  const plain = Array.from(word).map(sign).join('')
  if (plain === 'OR') return { type: 'or', start, end, text: word }
  if (plain === 'AND' || plain === '&&' || plain === '&') return { type: 'and', start, end, text: word }
  if (plain === 'NOT') return { type: 'not', start, end, text: word }
  const compared = COMPARED.exec(plain)
  if (!compared) return { type: 'word', start, end, text: word }
  const [, name = '', operator = '', value = ''] = compared
  return {
    type: 'field',
    start,
    end,
    text: word,
    name,
    value: operator + value,
    quoted: false,
    valueStart: start + name.length,
  }
}
