import {
  IconArchive,
  IconDatabase,
  IconFile,
  IconFileText,
  IconMovie,
  IconMusic,
  IconPhoto,
  IconTerminal2,
} from '@tabler/icons-react'
import type { FileKind } from '../../main/contract/library.ts'

const ICONS: Record<FileKind, typeof IconFile> = {
  audio: IconMusic,
  video: IconMovie,
  image: IconPhoto,
  document: IconFileText,
  archive: IconArchive,
  program: IconTerminal2,
  data: IconDatabase,
  other: IconFile,
}

/** The icon of a kind of file; say the kind in words beside it or in a title. */
export function FileIcon({ kind, size = 18 }: { kind: FileKind; size?: number }) {
  const Icon = ICONS[kind]
  return <Icon size={size} stroke={1.6} aria-hidden color="var(--hy-quiet)" style={{ flex: 'none' }} />
}
