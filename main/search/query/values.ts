import type { NumberTerm } from './ast.ts'
import { type NumberFormat, NUMBER_FIELDS, type NumberField } from './fields.ts'
import { nearest } from './similarity.ts'

/** What is wrong with a value; `instead` is the value that was probably meant. */
export interface ValueProblem {
  code: 'badNumber' | 'badUnit' | 'badRange'
  values: Record<string, string>
  instead: string | null
}

const AMOUNT = /^(\d{1,15}(?:[.,]\d{1,9})?)\s*(\D{0,8})$/u
const CLOCK = /^(?:(\d{1,4}):)?(\d{1,4}):(\d{2})$/

/** A number with an optional unit, converted to the field's own unit; or what is wrong with it. */
function amount(field: NumberField, text: string): number | ValueProblem {
  const format: NumberFormat = NUMBER_FIELDS[field]
  const time = field === 'duration' ? CLOCK.exec(text) : null
  if (time) return ((Number(time[1] ?? 0) * 60 + Number(time[2])) * 60 + Number(time[3])) * 1000
  const [, digits, unit = ''] = AMOUNT.exec(text) ?? []
  if (digits === undefined) return { code: 'badNumber', values: { field, value: text.slice(0, 40) }, instead: null }
  const number = Number(digits.replace(',', '.'))
  const factor =
    unit === '' ? format.plain : Object.hasOwn(format.units, unit) ? (format.units[unit] as number) : undefined
  if (factor === undefined) {
    const near = nearest(unit, Object.keys(format.units)) ?? ''
    return { code: 'badUnit', values: { field, unit: unit.slice(0, 40) }, instead: `${digits}${near}` }
  }
  // a trust above 1 is meant as a percentage
  const value = field === 'trust' && number > 1 ? number / 100 : number * factor
  const stepped = Math.round(value / format.step) / Math.round(1 / format.step)
  return Math.min(format.max, stepped)
}

/** Parses the folded value of a number field: `>10mb`, `2001..2010`, `<=7d`, `3m`. */
export function parseNumber(field: NumberField, text: string): NumberTerm | ValueProblem {
  const format: NumberFormat = NUMBER_FIELDS[field]
  const whole = (min: number | null, max: number | null, open = false): NumberTerm => ({
    type: 'number',
    field,
    min,
    max,
    open,
  })
  const compared = /^(>=|<=|=>|=<|≥|≤|>|<|=)(.*)$/u.exec(text)
  if (compared) {
    const [, operator = '', rest = ''] = compared
    const value = amount(field, rest.trim())
    if (typeof value !== 'number')
      return value.instead === null ? value : { ...value, instead: operator + value.instead }
    if (operator === '=') return whole(value, value)
    const open = operator === '>' || operator === '<'
    return '>=>≥'.includes(operator) && operator !== '=<' && operator !== '<='
      ? whole(value, null, open)
      : whole(null, value, open)
  }
  const parts = /^(.*?)(?:\.\.+|…|〜|~)(.*)$/u.exec(text) ?? (field === 'year' ? /^(\d+)[-–](\d+)$/u.exec(text) : null)
  if (parts) {
    const [from = '', to = ''] = [parts[1]?.trim(), parts[2]?.trim()]
    if (from === '' && to === '')
      return { code: 'badRange', values: { field, value: text.slice(0, 40) }, instead: null }
    const [min, max] = [from === '' ? null : amount(field, from), to === '' ? null : amount(field, to)]
    if (min !== null && typeof min !== 'number')
      return { ...min, instead: min.instead === null ? null : `${min.instead}..${to}` }
    if (max !== null && typeof max !== 'number')
      return { ...max, instead: max.instead === null ? null : `${from}..${max.instead}` }
    return min !== null && max !== null && min > max ? whole(max, min) : whole(min, max)
  }
  const value = amount(field, text)
  if (typeof value !== 'number') return value
  if (format.within) return whole(null, value)
  if (format.about) return whole(Math.floor(value * 0.95), Math.ceil(value * 1.05))
  return whole(value, value)
}

/** A number in the largest unit that expresses it without a fraction. */
export function printNumber(field: NumberField, value: number): string {
  const format: NumberFormat = NUMBER_FIELDS[field]
  const unit = format.printed.findLast(
    (name) => value % (format.units[name] as number) === 0 && (value > 0 || name === format.printed[0]),
  )
  return unit === undefined ? String(value) : `${value / (format.units[unit] as number)}${unit}`
}
