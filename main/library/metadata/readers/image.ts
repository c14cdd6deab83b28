import type { Metadata } from '../../../domain/metadata.ts'
import type { FormatReader } from '../extraction.ts'
import { boxHead, boxIn, MAX_BOXES } from './iso-boxes.ts'
import { openPicture } from './picture.ts'

/** Tags that are read from a photo; its location never is. */
const TAGS = ['DateTimeOriginal', 'CreateDate', 'OffsetTimeOriginal', 'Make', 'Model', 'ImageDescription', 'Artist']

/** Parses 'YYYY:MM:DD HH:MM:SS' and an optional zone '+09:00' into ms since the epoch. */
function takenAt(date: unknown, zone: unknown): number | undefined {
  const parts = typeof date === 'string' ? /^(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(date) : null
  if (!parts) return undefined
  const [year, month, day, hours, minutes, seconds] = parts.slice(1)
  const offset = typeof zone === 'string' && /^[+-]\d\d:\d\d$/.test(zone) ? zone : 'Z'
  const time = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}${offset}`)
  return Number.isNaN(time) ? undefined : time
}

const words = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.replaceAll('\0', '').trim() : undefined

/** Make and model; the make is not repeated if the model begins with it. */
function cameraName(make: string | undefined, model: string | undefined): string | undefined {
  if (!make || !model) return model ?? make
  const brand = make.split(' ')[0] ?? make
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`
}

/** The tags of a photo; empty if it has none or they are damaged, as the picture itself may be fine. */
export async function photoTags(path: string): Promise<Metadata> {
  const head = await boxHead(path)
  // exifr looks for this box forever
  if (head && !boxIn(head, 'meta', { boxes: MAX_BOXES })) return {}
  const { default: exifr } = await import('exifr')
  const options = {
    pick: TAGS,
    gps: false,
    xmp: false,
    icc: false,
    iptc: false,
    jfif: false,
    makerNote: false,
    userComment: false,
    reviveValues: false,
    translateValues: false,
  }
  const tags: unknown = await exifr.parse(path, options).catch(() => undefined)
  if (typeof tags !== 'object' || tags === null) return {}
  const found = tags as Record<string, unknown>
  return {
    title: words(found.ImageDescription),
    artist: words(found.Artist),
    camera: cameraName(words(found.Make), words(found.Model)),
    taken: takenAt(found.DateTimeOriginal ?? found.CreateDate, found.OffsetTimeOriginal),
  }
}

/** Reads pictures: displayed dimensions, date and camera. */
export const readImage: FormatReader = async ({ path, thumbnail }) => {
  const { autoOrient } = await (await openPicture(path)).metadata()
  const metadata: Metadata = { ...(await photoTags(path)), width: autoOrient.width, height: autoOrient.height }
  return { metadata, ...(thumbnail && { picture: path }) }
}
