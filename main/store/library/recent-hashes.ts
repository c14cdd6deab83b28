/** Maximum number of files, and maximum bytes of their hash layers. */
const MAX_FILES = 5000
const MAX_BYTES = 16 * 1024 * 1024

interface Known {
  root: Uint8Array
  layer: Uint8Array
}

/** Hashes of files that scans no longer found, so that moved files need not be hashed again. */
export class RecentHashes {
  readonly #known = new Map<string, Known>()
  #bytes = 0

  add(key: string, known: Known): void {
    this.take(key)
    this.#known.set(key, known)
    this.#bytes += known.layer.byteLength
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_FILES && this.#bytes <= MAX_BYTES) break
      this.take(oldest)
    }
  }

  take(key: string): Known | undefined {
    const known = this.#known.get(key)
    if (known) this.#bytes -= known.layer.byteLength
    this.#known.delete(key)
    return known
  }
}
