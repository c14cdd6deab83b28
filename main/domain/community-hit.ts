import type { Kind } from './file-kind.ts'

/** A file of a folder for one community that matches the query of a member. */
export interface CommunityHit {
  /** 64 hex digits. */
  root: string
  /** As a catalogue would have it: folder name / relative path. */
  path: string
  size: number
  modified: number
  kind: Kind
}
