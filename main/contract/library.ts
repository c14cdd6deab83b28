import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, problem, procedure, time } from './base.ts'
import { metadataProcedure } from './metadata.ts'

/** Kinds of files that people filter by, derived from the file's extension. */
export const FILE_KINDS = ['audio', 'video', 'image', 'document', 'archive', 'program', 'data', 'other'] as const
export const fileKind = z.enum(FILE_KINDS)
export type FileKind = z.infer<typeof fileKind>

export const sharedFolder = z.object({
  id: z.number().int(),
  path: z.string(),
  name: z.string(),
  state: z.enum(['scanning', 'hashing', 'ready', 'problem']),
  problem: problem.nullable(),
  files: z.number().int(),
  bytes,
  hashedFiles: z.number().int(),
  hashedBytes: bytes,
  /** Left out on purpose or because they could not be read, by reason. */
  skipped: z.object({ hidden: z.number().int(), symlinks: z.number().int(), unreadable: z.number().int(), special: z.number().int() }),
})
export type SharedFolder = z.infer<typeof sharedFolder>

export const sharedFile = z.object({
  folderId: z.number().int(),
  /** Path below the shared folder, with '/' between parts. */
  path: z.string(),
  size: bytes,
  modified: time,
  root: hex32.nullable(),
  kind: fileKind,
})
export type SharedFile = z.infer<typeof sharedFile>

export const libraryContract = {
  folders: procedure.output(eventIterator(z.array(sharedFolder))),
  share: procedure.input(z.object({ path: z.string().min(1).max(4096) })).output(sharedFolder),
  unshare: procedure.input(z.object({ id: z.number().int() })).output(z.void()),
  rescan: procedure.input(z.object({ id: z.number().int() })).output(z.void()),
  files: procedure
    .input(z.object({ folderId: z.number().int().optional(), text: z.string().max(256).default(''), offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(1000).default(200) }))
    .output(z.object({ total: z.number().int(), rows: z.array(sharedFile) })),
  skipped: procedure
    .input(z.object({ folderId: z.number().int() }))
    .output(z.array(z.object({ path: z.string(), reason: z.enum(['hidden', 'symlinks', 'unreadable', 'special']), message: z.string() }))),
  metadata: metadataProcedure,
  /** Lists the folders inside `path` on the node's machine (empty path: the home folder), for choosing one to share. */
  browse: procedure
    .input(z.object({ path: z.string().max(4096) }))
    .output(z.object({ path: z.string(), parent: z.string().nullable(), folders: z.array(z.object({ name: z.string(), path: z.string() })) })),
}
