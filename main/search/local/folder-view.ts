import type { Kind } from '../../domain/file-kind.ts'

/** A file of a peer's catalogue; `path` as its owner wrote it. */
export interface PeerFile {
  path: string
  root: string
  size: number
  kind: Kind
  modified: number
}

/** One line of a folder; `path` is relative to the root of the catalogue. */
export type FolderLine = { type: 'folder'; path: string; files: number; bytes: number } | ({ type: 'file' } & PeerFile)

/** A peer's catalogue as folders; the path '' is the root. */
export interface FolderView {
  /** One page of a folder: folders, then files, each by name; with totals of everything below. */
  folder(
    peer: string,
    path: string,
    offset: number,
    limit: number,
  ): { files: number; bytes: number; total: number; lines: FolderLine[] }
  /** Files in the folder and below, by path. */
  below(peer: string, path: string, offset: number, limit: number): { total: number; bytes: number; files: PeerFile[] }
}
