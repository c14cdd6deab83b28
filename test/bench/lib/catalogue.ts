import { pick, type Random } from '../../../main/base/random.ts'
import type { CatalogueChange } from '../../../main/domain/catalogue-entry.ts'

const EXTENSIONS = ['mp3', 'flac', 'jpg', 'pdf', 'mkv', 'zip', 'txt', 'epub']
const SYLLABLES = 'ka lo mi ren ta su vor an el dri po que shi nal ber ist um gra fe zon'.split(' ')

/** Words with Zipf frequencies: the second is half as frequent as the first, and so on. */
export function vocabulary(random: Random, size: number): () => string {
  const words = Array.from({ length: size }, () =>
    Array.from({ length: 2 + Math.floor(random.next() * 3) }, () => pick(random, SYLLABLES)).join(''),
  )
  return () => words[Math.floor(size ** random.next()) - 1] as string
}

/** Changes that add files `from` (inclusive) to `from + count` (exclusive) to a catalogue. */
export function catalogue(random: Random, word: () => string, from: number, count: number): CatalogueChange[] {
  return Array.from({ length: count }, (_, n): CatalogueChange => {
    const i = from + n
    const extension = pick(random, EXTENSIONS)
    const root = new Uint8Array(32)
    // One file in ten is shared by other peers, too.
    new DataView(root.buffer).setUint32(
      0,
      Math.imul(random.next() < 0.1 ? Math.floor(random.next() * i) : i, 2654435761) >>> 0,
    )
    const music = extension === 'mp3' || extension === 'flac'
    const metadata = music
      ? {
          metadata: {
            artist: word(),
            title: `${word()} ${word()}`,
            year: 1960 + Math.floor(random.next() * 65),
            duration: 60_000 + Math.floor(random.next() * 400_000),
          },
        }
      : {}
    return {
      type: 'put',
      path: `${word()}/${word()} ${word()}/${word()} ${word()} ${i}.${extension}`,
      entry: { root, size: Math.floor(10 ** (3 + random.next() * 6)), modified: 1_600_000_000_000 + i, ...metadata },
    }
  })
}
