const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes with a decimal unit: "1.5 MB". */
export function bytesText(bytes: number): string {
  const exponent = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const scaled = bytes / 1000 ** exponent
  return `${exponent === 0 ? Math.round(scaled) : scaled.toFixed(1)} ${UNITS[exponent]}`
}

/** Bytes a second: "1.5 MB/s". */
export const rateText = (bytes: number): string => `${bytesText(bytes)}/s`

/** A trust value from 0 to 1 with two digits; a hyphen without one. */
export const scoreText = (value: number | null): string => (value === null ? '-' : value.toFixed(2))

/** A number and its noun: "1 file", "2 files". */
export const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** A date and time of day in UTC, as machines sort them: "2026-11-30 14:05". */
export const timeText = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ')

/** Lines of columns, each as wide as its widest cell; the last one, with names in any script, is not padded. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)))
  return rows.map((row) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  '),
  )
}
