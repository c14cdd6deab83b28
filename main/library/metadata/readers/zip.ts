import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl'
import { decodeBytes } from './plain-text.ts'
import { readStream } from './read-part.ts'

/** Entries looked at: the directory of a hostile archive may name millions. */
export const MAX_ZIP_ENTRIES = 200_000
/** Bit 11 of an entry's flags: its name is UTF-8. */
const UTF8_FLAG = 0x800

function nameOf(entry: Entry): string {
  const unicode = (entry.generalPurposeBitFlag & UTF8_FLAG) !== 0 || entry.extraFields.some(({ id }) => id === 0x7075)
  // old packers wrote names in the code page of their country without saying which
  return unicode
    ? getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
    : (decodeBytes(entry.fileNameRaw) ?? '')
}

/**
 * A zip file's directory, and its parts within limits: what a part claims to be is never believed, only what it brings
 * is counted.
 */
export class ZipReader {
  readonly #zip: ZipFile
  readonly #entries = new Map<string, Entry>()
  /** Files in the archive, folders not counted; those beyond `MAX_ENTRIES` are not looked at. */
  files = 0
  readonly names: string[] = []

  constructor(zip: ZipFile) {
    this.#zip = zip
  }

  /**
   * Opens the archive and reads its directory; `keep` entries can be read afterwards. Throws where it is no zip file.
   */
  static async open(path: string, keep = 5000): Promise<ZipReader> {
    const zip = await openPromise(path, { decodeStrings: false, autoClose: false })
    const reader = new ZipReader(zip)
    try {
      let seen = 0
      for await (const entry of zip.eachEntry()) {
        if (++seen > MAX_ZIP_ENTRIES) break
        const name = nameOf(entry)
        if (name.endsWith('/') || name === '') continue
        reader.files++
        if (reader.#entries.size >= keep) continue
        reader.#entries.set(name, entry)
        reader.names.push(name)
      }
    } catch (error) {
      zip.close()
      throw error
    }
    return reader
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /**
   * At most `max` bytes of a part (cut off, or `TooLarge` if it must be `whole`); null where there is none or it is
   * locked.
   */
  async read(name: string, max: number, whole: boolean): Promise<Buffer | null> {
    const entry = this.#entries.get(name)
    if (!entry || entry.isEncrypted()) return null
    return readStream(await this.#zip.openReadStreamPromise(entry), max, whole)
  }

  close(): void {
    this.#zip.close()
  }
}
