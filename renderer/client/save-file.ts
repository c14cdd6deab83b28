/** How long a file made here stays readable for whoever saves it, ms. */
const KEPT_MS = 10_000

/** Gives a file to the browser's downloads; the desktop's window asks where to save it. */
export function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}

/** Gives a text to the browser's downloads. */
export function saveText(fileName: string, text: string, type = 'text/plain'): void {
  saveFile(fileName, new Blob([text], { type }))
}

/** The bytes of a base64 text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}

/** `name.extension` as every system takes it, at most 180 characters long. */
export function fileNameOf(name: string, extension: string): string {
  const plain = name.replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]+/gu, '_').replace(/^[.\s]+|[.\s]+$/g, '')
  return `${[...(plain || 'hyoban')].slice(0, 180).join('')}.${extension}`
}

/** `name` with only letters, digits, ".", "_" and "-", at most 60 characters long. */
export function safeFileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60) || 'community'
}
