import type { ReactElement } from 'react'
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
import type { FileKind } from '../../../main/contract/library.ts'

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

/** Created once: a list renders the same few icons thousands of times. */
const made = new Map<string, ReactElement>()

/** The icon of a file kind; the kind must also be given as text. */
export function FileIcon({ kind, size = 18 }: { kind: FileKind; size?: number }) {
  const key = `${kind} ${size}`
  let icon = made.get(key)
  if (!icon) {
    const Icon = ICONS[kind]
    made.set(
      key,
      (icon = <Icon size={size} stroke={1.6} aria-hidden color="var(--hy-quiet)" style={{ flex: 'none' }} />),
    )
  }
  return icon
}
