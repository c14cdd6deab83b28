import { realpathSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { onDisk } from '../disks/disk-guard.ts'

// File names of Linux and macOS are bytes: they may be in an old encoding, or hold line breaks and backslashes. Within
// the app a path is a readable string, in which each such byte is written "⟨E9⟩"; only calls of the system get the
// bytes. The spelling is reversible, so that no two files get one name and nothing needs to be stored beside it.

const isWindows = process.platform === 'win32'
/** Only bytes that `readablePath` spells: a path of elsewhere must not hide a "/" or ".." in this form. */
const SPELLED = /⟨(0[1-9A-F]|1[0-9A-F]|5C|7F|[89A-F][0-9A-F])⟩/g
/** What cannot be shown, or means something else on another system. */
const SPECIAL = /[\p{Cc}\\]/u
const BRACKET = Buffer.from('⟨')

/** True if a name, read as text by Node, has to be read as bytes instead. */
export function needsBytes(name: string): boolean {
  return !isWindows && (name.includes('\ufffd') || name.includes('⟨') || SPECIAL.test(name))
}

const spell = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => `⟨${byte.toString(16).toUpperCase().padStart(2, '0')}⟩`).join('')

/** The character of valid UTF-8 at `at`, as bytes; null if there is none. */
function characterAt(raw: Buffer, at: number): Buffer | null {
  const first = raw[at] as number
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  const bytes = raw.subarray(at, at + length)
  return Buffer.from(bytes.toString()).equals(bytes) ? bytes : null
}

/** The readable form of a path or name that the system returned as bytes. */
export function readablePath(raw: Buffer): string {
  const text = raw.toString()
  if (!needsBytes(text)) return text
  let readable = ''
  for (let at = 0; at < raw.length;) {
    const character = characterAt(raw, at)
    const bytes = character ?? raw.subarray(at, at + 1)
    // a name that holds this spelling itself
    const isSpelling = bytes.equals(BRACKET) && /^⟨[0-9A-F]{2}⟩/.test(raw.toString('utf8', at, at + 8))
    const isSpecial = character === null || isSpelling || SPECIAL.test(character.toString())
    readable += isSpecial ? spell(bytes) : bytes.toString()
    at += bytes.length
  }
  return readable
}

/** The path for calls of the system: bytes if the readable form spells some of them. */
export function systemPath(readable: string): string | Buffer {
  if (isWindows || !readable.includes('⟨')) return readable
  const parts: Buffer[] = []
  let from = 0
  for (const match of readable.matchAll(SPELLED)) {
    parts.push(Buffer.from(readable.slice(from, match.index)), Buffer.from(match[1] as string, 'hex'))
    from = match.index + match[0].length
  }
  return parts.length === 0 ? readable : Buffer.concat([...parts, Buffer.from(readable.slice(from))])
}

/** Real path of a readable path, readable. Throws the system's error. */
export async function realPath(readable: string): Promise<string> {
  return readablePath(await onDisk(readable, () => realpath(systemPath(readable), { encoding: 'buffer' })))
}

/** `realPath` for threads. */
export function realPathSync(readable: string): string {
  return readablePath(realpathSync(systemPath(readable), { encoding: 'buffer' }))
}
