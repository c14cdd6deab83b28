/** Object URLs are revoked after this many ms. */
const KEPT_MS = 10_000

/** Saves a file through the browser's downloads; the desktop window asks where. */
export function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}

/** Saves a text through the browser's downloads. */
export function saveText(fileName: string, text: string, type = 'text/plain'): void {
  saveFile(fileName, new Blob([text], { type }))
}

/** Decodes base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}

/** `name.extension`, valid on every operating system; `name` is cut to 180 characters. */
export function fileNameOf(name: string, extension: string): string {
  const plain = name.replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]+/gu, '_').replace(/^[.\s]+|[.\s]+$/g, '')
  return `${[...(plain || 'hyoban')].slice(0, 180).join('')}.${extension}`
}

/** `name` with only letters, digits, ".", "_" and "-", at most 60 characters long. */
export function safeFileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60) || 'community'
}
