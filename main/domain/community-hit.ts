import type { Kind } from './file-kind.ts'

/** A file visible to one community that matches a member's query. */
export interface CommunityHit {
  /** 64 hex digits. */
  root: string
  /** In the form of catalogue paths: folder name / relative path. */
  path: string
  size: number
  modified: number
  kind: Kind
}
