import type { IAudioMetadata, ITrackInfo } from 'music-metadata'
import type { Metadata } from '../../../domain/metadata.ts'
import type { FormatReader } from '../extraction.ts'
import { detectLatin1 } from './detect-encoding.ts'

/** Common names of codecs, by their names in containers. */
const CODECS: readonly [RegExp, string][] = [
  [/avc1|avc3|V_MPEG4\/ISO\/AVC|h\.?264/i, 'H.264'],
  [/hvc1|hev1|V_MPEGH\/ISO\/HEVC|h\.?265/i, 'H.265'],
  [/av01|V_AV1/i, 'AV1'],
  [/vp09|V_VP9/i, 'VP9'],
  [/vp08|V_VP8/i, 'VP8'],
  [/mp4a|A_AAC|^AAC|MPEG-4\/AAC/i, 'AAC'],
  [/A_OPUS|^Opus/i, 'Opus'],
  [/A_VORBIS|^Vorbis/i, 'Vorbis'],
  [/A_FLAC|^FLAC/i, 'FLAC'],
  [/MPEG 1 Layer 3|A_MPEG\/L3/i, 'MP3'],
  [/alac/i, 'ALAC'],
  [/ac-3|A_AC3/i, 'AC-3'],
  [/^PCM/i, 'PCM'],
]

function codecName(written: string | undefined): string | undefined {
  return written && (CODECS.find(([pattern]) => pattern.test(written))?.[1] ?? written)
}

const written = (track: ITrackInfo): string | undefined => track.codecId ?? track.codecName
/** TrackType of music-metadata: 1 is video, 2 is audio. */
const VIDEO = 1

/** Displayed width and height of the video, and its codecs, video first. */
function pictureOf({ format }: IAudioMetadata): Metadata {
  const tracks = format.trackInfo ?? []
  const video = tracks.find((track) => track.video && track.type === VIDEO) ?? tracks.find((track) => track.video)
  if (!video?.video) return {}
  const { pixelWidth, pixelHeight, displayWidth, displayHeight } = video.video
  const audio = tracks.find((track) => track !== video && (track.audio !== undefined || track.type === 2))
  const codecs = [
    codecName(written(video) ?? video.codecName),
    audio && codecName(written(audio) ?? format.codec),
  ].filter((name) => name)
  return {
    width: pixelWidth ?? displayWidth,
    height: pixelHeight ?? displayHeight,
    codec: codecs.join(', ') || undefined,
  }
}

/** Duration in seconds; of the longest track if the container's header has none. */
function secondsOf({ format }: IAudioMetadata): number {
  return format.duration ?? Math.max(0, ...(format.trackInfo ?? []).map((track) => track.duration ?? 0))
}

/** Formats of tags that cannot say which 8-bit encoding they are in. */
const EIGHT_BIT = /^(?:ID3v|APEv1$|exif$|AIFF$)/

/** Several values of one field, which NUL separates in ID3v2.4, on one line. */
const oneLine = (text: string): string =>
  text
    .split('\0')
    .map((value) => value.trim())
    .filter((value) => value !== '')
    .join(' / ')

/**
 * Texts of tags. Programs wrote the code page of their computer where Latin-1 is claimed: such texts are read together
 * in the encoding that fits all of them, and left out if none is certain.
 */
async function readTexts<T extends Record<string, string | undefined>>(texts: T, eightBit: boolean): Promise<T> {
  const known = Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, oneLine(text)]]))
  const isDoubtful = (text: string): boolean => /[\x80-\xff]/.test(text) && /^[\0-\xff]*$/.test(text)
  const doubtful = eightBit ? known.map(([, text]) => text as string).filter(isDoubtful) : []
  if (doubtful.length === 0) return Object.fromEntries(known) as T
  const { encoding, sure } = await detectLatin1(Buffer.from(doubtful.join('\n'), 'latin1'))
  const decoder = new TextDecoder(encoding)
  return Object.fromEntries(
    known.flatMap(([name, text]) => {
      if (!isDoubtful(text as string)) return [[name, text]]
      return sure ? [[name, decoder.decode(Buffer.from(text as string, 'latin1'))]] : []
    }),
  ) as T
}

/** Reads audio and video containers: tags, duration, bit rate, codecs, dimensions, and the cover. */
export const readMedia: FormatReader = async ({ path, thumbnail }) => {
  const { parseFile, selectCover } = await import('music-metadata')
  // `duration: false`: the duration is taken from headers, never by reading the whole file.
  const found = await parseFile(path, {
    duration: false,
    skipCovers: !thumbnail,
    includeChapters: false,
    mkvUseIndex: true,
  })
  const { common, format } = found
  const texts = await readTexts(
    {
      title: common.title,
      artist:
        common.artists && common.artists.length > 1
          ? common.artists.slice(0, 4).join(', ')
          : (common.artist ?? common.albumartist),
      album: common.album,
      genre: common.genre?.slice(0, 3).join(', '),
    },
    (format.tagTypes ?? []).some((type) => EIGHT_BIT.test(type)),
  )
  const metadata: Metadata = {
    ...texts,
    year: common.year,
    track: common.track?.no ?? undefined,
    duration: secondsOf(found) * 1000,
    bitRate: format.bitrate,
    codec: codecName(format.codec),
    ...pictureOf(found),
  }
  const cover = thumbnail ? selectCover(common.picture) : null
  return { metadata, ...(cover && { picture: cover.data }) }
}
