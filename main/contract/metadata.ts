import { z } from 'zod'
import { NO_METADATA } from '../domain/extraction.ts'
import type { Metadata } from '../domain/metadata.ts'
import { hex32, procedure } from './base.ts'

const text = z.string().optional()
const whole = z.number().int().positive().optional()

/** Metadata of a file, sanitised and safe to display; see `Metadata` for units. */
export const metadata = z.object({
  title: text,
  artist: text,
  album: text,
  author: text,
  genre: text,
  year: whole,
  track: whole,
  duration: whole,
  bitRate: whole,
  width: whole,
  height: whole,
  taken: whole,
  camera: text,
  pages: whole,
  codec: text,
  entries: whole,
  text,
} satisfies Record<keyof Metadata, z.ZodType>)

/** 'unknown': not in my library; 'waiting': extraction is pending; the others say why there is no metadata. */
const METADATA_STATES = ['unknown', 'waiting', 'done', ...NO_METADATA] as const

const contentMetadata = z.object({
  state: z.enum(METADATA_STATES),
  metadata,
  /** A thumbnail is available as content of kind 'thumbnail' with the root as id. */
  thumbnail: z.boolean(),
})

/** Metadata of a content in my library. */
export const metadataProcedure = procedure.input(z.object({ root: hex32 })).output(contentMetadata)
