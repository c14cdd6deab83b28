/** Number and date formats of a language. Everything is pure; `now` is always passed in. */
export interface Formats {
  /** Bytes with a decimal unit: "1.5 MB". */
  bytes(value: number): string
  /** Bytes a second: "1.5 MB/s". */
  rate(value: number): string
  /** A whole number with separators. */
  number(value: number): string
  /** A fraction from 0 to 1: "42%". */
  percent(value: number): string
  /** A trust value or score from 0 to 1, always two digits after the point; a dash for null. */
  score(value: number | null): string
  /** "5 minutes ago" for a time in milliseconds. */
  relative(time: number, now: number): string
  /** Date and time of day. */
  dateTime(time: number): string
  /** Date and time for machines. */
  iso(time: number): string
  /** Time of day today, date and time otherwise. */
  moment(time: number, now: number): string
  /** A list of names: "a, b and c". */
  list(values: readonly string[]): string
  /** A day given as "2026-11-21": "21 Nov"; with the year if it differs from that of `now`. */
  day(day: string, now: number): string
  /** A duration in ms in its two largest units: "2 min 5 s"; "< 1 s" below one second. */
  duration(milliseconds: number): string
}

// Intl writes KB in one language and kB in another; the symbols are the same everywhere.
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const
const NO_VALUE = '–'
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The latest time that a Date can hold, in ms. Others' clocks and files may say anything: no format throws. */
const MAX_TIME = 8.64e15
const possible = (time: number): number => (Number.isNaN(time) ? 0 : Math.min(MAX_TIME, Math.max(-MAX_TIME, time)))

function unitFormat(language: string, unit: string): Intl.NumberFormat {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 })
}

/** The browser's first tag for `language` ("en-GB" for "en"), else `language` itself. */
export function regional(language: string, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.split('-', 1)[0]?.toLowerCase() === language) ?? language
}

/** The formats of one language tag ("en", "en-GB", "ja"). */
export function createFormats(language: string): Formats {
  const cache = new Map<string, Intl.NumberFormat>()
  const unit = (name: string, value: number): string => {
    let format = cache.get(name)
    if (!format) cache.set(name, (format = unitFormat(language, name)))
    return format.format(value)
  }
  const names = new Intl.ListFormat(language, { type: 'conjunction' })
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const one = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const two = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' })
  const short = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })

  const monthDay = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric' })
  const yearDay = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })

  const bytes = (value: number, suffix = ''): string => {
    let index = 0
    let scaled = Math.max(0, value)
    while (scaled >= 999.5 && index < BYTE_UNITS.length - 1) {
      scaled /= 1000
      index++
    }
    const number = index > 0 && scaled < 99.95 ? one : whole
    return `${number.format(scaled)} ${BYTE_UNITS[index] as string}${suffix}`
  }

  return {
    list: (values) => names.format(values),
    day: (day, now) => {
      const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
      const time = new Date(year, month - 1, date)
      if (Number.isNaN(time.getTime())) return day
      return (year === new Date(possible(now)).getFullYear() ? monthDay : yearDay).format(time)
    },
    bytes: (value) => bytes(value),
    rate: (value) => bytes(value, '/s'),
    number: (value) => whole.format(value),
    percent: (value) => share.format(Math.floor(Math.min(1, Math.max(0, value)) * 100) / 100),
    score: (value) => (value === null ? NO_VALUE : two.format(value)),
    relative: (when, present) => {
      const [time, now] = [possible(when), possible(present)]
      // Clocks differ by seconds: an event that has just happened must not appear to be in the future.
      const past = time > now && time - now < MINUTE ? 0 : time - now
      const size = Math.abs(past)
      if (size < MINUTE) return ago.format(Math.round(past / SECOND), 'second')
      if (size < HOUR) return ago.format(Math.round(past / MINUTE), 'minute')
      if (size < DAY) return ago.format(Math.round(past / HOUR), 'hour')
      return ago.format(Math.round(past / DAY), 'day')
    },
    dateTime: (time) => full.format(possible(time)),
    iso: (time) => new Date(possible(time)).toISOString(),
    moment: (when, now) => {
      const time = possible(when)
      return (new Date(time).toDateString() === new Date(possible(now)).toDateString() ? clock : short).format(time)
    },
    duration: (milliseconds) => {
      const total = Math.max(0, Math.round(possible(milliseconds) / SECOND))
      if (total === 0) return `< ${unit('second', 1)}`
      const parts: [string, number][] = [
        ['day', Math.floor(total / 86400)],
        ['hour', Math.floor(total / 3600) % 24],
        ['minute', Math.floor(total / 60) % 60],
        ['second', total % 60],
      ]
      const first = parts.findIndex(([, value]) => value > 0)
      const shown = parts.slice(first, first + 2).filter(([, value], index) => index === 0 || value > 0)
      return shown.map(([name, value]) => unit(name, value)).join(' ')
    },
  }
}
