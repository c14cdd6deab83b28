import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, problem, procedure, time } from './base.ts'
import { metadataProcedure } from './metadata.ts'

/** Kinds of files for filters, derived from the extension. */
export const FILE_KINDS = ['audio', 'video', 'image', 'document', 'archive', 'program', 'data', 'other'] as const
export const fileKind = z.enum(FILE_KINDS)
export type FileKind = z.infer<typeof fileKind>

/** Who sees a folder: everyone, through the public catalogue; members of one community, through queries; or nobody. */
const visibility = z.enum(['all', 'community', 'nobody'])
export type FolderVisibility = z.infer<typeof visibility>
/** `community`: an id, only for the visibility 'community'. `patterns`: files to skip, in .gitignore syntax. */
const folderRules = z.object({
  visibility,
  community: z.string().max(256),
  patterns: z.array(z.string().max(1000)).max(1000),
})

export const SKIP_REASONS = ['hidden', 'symlinks', 'unreadable', 'special', 'excluded', 'damaged'] as const

const sharedFolder = z.object({
  ...folderRules.shape,
  /** Time of the last verification; null: never. */
  verified: time.nullable(),
  id: z.number().int(),
  path: z.string(),
  name: z.string(),
  state: z.enum(['scanning', 'hashing', 'ready', 'problem']),
  problem: problem.nullable(),
  files: z.number().int(),
  bytes,
  hashedFiles: z.number().int(),
  hashedBytes: bytes,
  /** Files that are not shared yet, as another program is still writing them. */
  writing: z.number().int(),
  /** Numbers of files skipped on purpose or because they were unreadable, by reason. */
  skipped: z.record(z.enum(SKIP_REASONS), z.number().int()),
})
export type SharedFolder = z.infer<typeof sharedFolder>

/** What sharing a folder would publish, and what it would leave out, by reason. `done`: all of it was counted. */
const sharePreview = z.object({
  files: z.number().int(),
  bytes,
  skipped: z.partialRecord(z.enum(SKIP_REASONS), z.number().int()),
  done: z.boolean(),
})
export type SharePreview = z.infer<typeof sharePreview>

const sharedFile = z.object({
  folderId: z.number().int(),
  /** Path within the shared folder, with '/' between parts. */
  path: z.string(),
  size: bytes,
  modified: time,
  root: hex32.nullable(),
  kind: fileKind,
})
export type SharedFile = z.infer<typeof sharedFile>

const work = {
  files: z.number().int(),
  totalFiles: z.number().int(),
  bytes,
  totalBytes: bytes,
  bytesPerSecond: z.number(),
  filesPerSecond: z.number(),
  /** Estimated time left in ms; null if unknown. */
  leftMs: z.number().nullable(),
}

const libraryProgress = z.object({
  /** Hashing is paused. */
  paused: z.boolean(),
  hashing: z.object(work).nullable(),
  /** The current verification, or the last one since the start. */
  verify: z
    .object({
      folderId: z.number().int(),
      name: z.string(),
      state: z.enum(['running', 'done', 'cancelled']),
      ...work,
      damaged: z.number().int(),
      changed: z.number().int(),
    })
    .nullable(),
})
export type LibraryProgress = z.infer<typeof libraryProgress>

export const libraryContract = {
  folders: procedure.output(eventIterator(z.array(sharedFolder))),
  /** Shares a folder in place; without rules, with everybody. */
  share: procedure
    .input(z.object({ path: z.string().min(1).max(4096), rules: folderRules.optional() }))
    .output(sharedFolder),
  /** Counts what `share` would publish; nothing is published. */
  preview: procedure
    .input(z.object({ path: z.string().min(1).max(4096), patterns: folderRules.shape.patterns }))
    .output(eventIterator(sharePreview)),
  /** Sets the visibility and skip patterns of a folder. */
  configure: procedure.input(folderRules.extend({ id: z.number().int() })).output(sharedFolder),
  progress: procedure.output(eventIterator(libraryProgress)),
  pause: procedure.input(z.object({ paused: z.boolean() })).output(z.void()),
  /** Rereads all files of a folder and compares their hashes; `progress` reports on it. */
  verify: procedure.input(z.object({ id: z.number().int() })).output(z.void()),
  cancelVerify: procedure.output(z.void()),
  unshare: procedure.input(z.object({ id: z.number().int() })).output(z.void()),
  rescan: procedure.input(z.object({ id: z.number().int() })).output(z.void()),
  files: procedure
    .input(
      z.object({
        folderId: z.number().int().optional(),
        text: z.string().max(256).default(''),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.object({ total: z.number().int(), rows: z.array(sharedFile) })),
  skipped: procedure
    .input(z.object({ folderId: z.number().int() }))
    .output(z.array(z.object({ path: z.string(), reason: z.enum([...SKIP_REASONS, 'writing']), message: z.string() }))),
  metadata: metadataProcedure,
  /** Lists subfolders of `path` on the node's machine (empty: the home folder), to choose one to share. */
  browse: procedure.input(z.object({ path: z.string().max(4096) })).output(
    z.object({
      path: z.string(),
      parent: z.string().nullable(),
      folders: z.array(z.object({ name: z.string(), path: z.string() })),
    }),
  ),
}
