import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl'
import { asciiWords, detectText } from './detect-encoding.ts'
import { readStream } from './read-part.ts'

/** Maximum number of entries read; the directory of a hostile archive may list millions. */
export const MAX_ZIP_ENTRIES = 200_000
/** Bit 11 of an entry's flags: the name is UTF-8. */
const UTF8_FLAG = 0x800

/** Most bytes of names whose encoding is detected together. */
const MAX_NAME_BYTES = 16 * 1024

/** A name that says its encoding; null for one in a local code page, which old programs did not record. */
function unicodeName(entry: Entry): string | null {
  const unicode = (entry.generalPurposeBitFlag & UTF8_FLAG) !== 0 || entry.extraFields.some(({ id }) => id === 0x7075)
  return unicode || entry.fileNameRaw.every((byte) => byte < 0x80)
    ? getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
    : null
}

/** Decodes names of one archive that are in the same unknown encoding. */
async function localNames(names: readonly Buffer[]): Promise<string[]> {
  const sample: Buffer[] = []
  for (let i = 0, bytes = 0; i < names.length && bytes < MAX_NAME_BYTES; i++) {
    const name = names[i] as Buffer
    bytes += name.length
    sample.push(name, Buffer.from('\n'))
  }
  const detected = await detectText(Buffer.concat(sample))
  if (detected === null) return names.map(() => '')
  const decoder = new TextDecoder(detected.encoding)
  return names.map((name) => (detected.sure ? decoder.decode(name) : asciiWords(decoder.decode(name))))
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
      const kept: Entry[] = []
      for await (const entry of zip.eachEntry()) {
        if (++seen > MAX_ZIP_ENTRIES) break
        if (entry.fileNameRaw.at(-1) === 0x2f || entry.fileNameRaw.length === 0) continue
        reader.files++
        if (kept.length < keep) kept.push(entry)
      }
      await reader.#name(kept)
    } catch (error) {
      zip.close()
      throw error
    }
    return reader
  }

  async #name(entries: readonly Entry[]): Promise<void> {
    const local = await localNames(
      entries.filter((entry) => unicodeName(entry) === null).map(({ fileNameRaw }) => fileNameRaw),
    )
    for (const entry of entries) {
      const name = unicodeName(entry) ?? (local.shift() as string)
      if (name === '' || this.#entries.has(name)) continue
      this.#entries.set(name, entry)
      this.names.push(name)
    }
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
