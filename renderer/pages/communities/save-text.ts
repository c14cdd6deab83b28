import { saveFile } from '../../client/save-file.ts'

/** Lets the browser (or the desktop's window) save a text as a file. */
export function saveText(fileName: string, text: string, type = 'text/plain'): void {
  saveFile(fileName, new Blob([text], { type }))
}

/** A name for a file that every system takes. */
export function safeFileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60) || 'community'
}
