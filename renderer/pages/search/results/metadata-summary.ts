import type { SearchHit } from '../../../../main/contract/search.ts'
import type { Formats } from '../../../locales/format.ts'

type Metadata = NonNullable<SearchHit['metadata']>

/** "1:02:03" or "4:05" for a length in seconds. */
export function clockLength(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const two = (value: number): string => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** The metadata of a file in one line: artist or author, title, year, length. */
export function factsOf(metadata: Metadata, format: Pick<Formats, 'number'>): string {
  const { artist, author, title, album, year, duration, width, height } = metadata
  return [
    artist ?? author,
    title,
    album,
    year?.toString(),
    duration !== undefined ? clockLength(duration / 1000) : undefined,
    width && height ? `${format.number(width)} × ${format.number(height)}` : undefined,
  ]
    .filter(Boolean)
    .join(' · ')
}
