/** The parts of yauzl 3 that the metadata room uses; the package has no types of its own. */
declare module 'yauzl' {
  import type { Readable } from 'node:stream'

  export interface Entry {
    fileNameRaw: Buffer
    generalPurposeBitFlag: number
    extraFields: { id: number; data: Buffer }[]
    compressedSize: number
    uncompressedSize: number
    isEncrypted(): boolean
  }

  export interface ZipFile {
    entryCount: number
    /** Each entry in the order of the central directory; throws what the file has wrong. */
    eachEntry(): AsyncIterable<Entry>
    openReadStreamPromise(entry: Entry): Promise<Readable>
    close(): void
  }

  export interface Options {
    decodeStrings?: boolean
    validateEntrySizes?: boolean
    autoClose?: boolean
  }

  export function openPromise(path: string, options?: Options): Promise<ZipFile>
  export function getFileNameLowLevel(
    generalPurposeBitFlag: number,
    fileNameBuffer: Buffer,
    extraFields: { id: number; data: Buffer }[],
    strictFileNames: boolean,
  ): string
}
