import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl'
import { decodeBytes } from './plain-text.ts'
import { readStream } from './read-part.ts'

/** Maximum number of entries read; the directory of a hostile archive may list millions. */
export const MAX_ZIP_ENTRIES = 200_000
/** Bit 11 of an entry's flags: the name is UTF-8. */
const UTF8_FLAG = 0x800

function nameOf(entry: Entry): string {
  const unicode = (entry.generalPurposeBitFlag & UTF8_FLAG) !== 0 || entry.extraFields.some(({ id }) => id === 0x7075)
  // Old programs wrote names in the local code page without recording which.
  return unicode
    ? getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
    : (decodeBytes(entry.fileNameRaw) ?? '')
}

/**
 * A zip file's directory, and its entries within limits. Declared sizes are never trusted; only bytes actually unpacked
 * are counted.
 */
export class ZipReader {
  readonly #zip: ZipFile
  readonly #entries = new Map<string, Entry>()
  /** Number of files in the archive, without folders; those beyond `MAX_ENTRIES` are ignored. */
  files = 0
  readonly names: string[] = []

  constructor(zip: ZipFile) {
    this.#zip = zip
  }

  /** Opens the archive and reads its directory; the first `keep` entries can be read. Throws if it is no zip. */
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
   * Reads an entry up to `max` bytes; a longer one is truncated, or throws `TooLarge` if it must be `whole`. Null if it
   * is missing or encrypted.
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
