/** Something that strangers' bytes are given to. */
export interface FuzzTarget {
  /** Also the folder of its findings below test/fixtures/fuzz. */
  name: string
  maxBytes: number
  /** Inputs that are valid, or nearly so: the corpus that fuzzing begins with. */
  seeds(): Uint8Array[]
  /** Pieces that mean something to the parser. */
  words?: readonly (string | Uint8Array)[]
  /** Throws, or rejects, if the input does what no input may do. */
  run(input: Buffer): void | Promise<void>
}
