import type Corestore from 'corestore'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from '../base/atomic-file.ts'
import type { CatalogueChange } from '../domain/catalogue-entry.ts'
import { OwnCatalogue } from './own-catalogue.ts'

/** A log with fewer changes is never compacted. */
const LEAST_CHANGES = 20_000
/** A log with more changes per file is compacted: others read only a few more than that. */
const CHANGES_PER_ENTRY = 3
const BATCH = 500

/** The catalogue log in use, and its length when it was last checked. */
interface Generation {
  number: number
  checked: number
}

/**
 * Opens my catalogue. A log never shrinks: one with many more changes than files is replaced by a new one with the same
 * files under a new key, which the hello announces; others drop the old one. Only done at the start, before it is read.
 */
export async function openOwnCatalogue(
  store: Corestore,
  dir: string,
  leastChanges = LEAST_CHANGES,
): Promise<OwnCatalogue> {
  const file = join(dir, 'catalogue-generation.json')
  const generation = await readGeneration(file)
  const open = (number: number): Promise<OwnCatalogue> =>
    OwnCatalogue.open(store.get({ name: number === 0 ? 'catalogue' : `catalogue-${number}` }), dir)
  const present = await open(generation.number)
  // counting a large catalogue takes seconds: only when it has doubled since
  if (present.version < leastChanges || present.version < 2 * generation.checked) return present
  let files = 0
  for await (const _ of present.entries()) files++
  if (present.version <= CHANGES_PER_ENTRY * files) {
    await writeAtomically(file, JSON.stringify({ ...generation, checked: present.version }))
    return present
  }
  const next = { number: generation.number + 1, checked: 0 }
  const fresh = await open(next.number)
  // an interrupted copy is continued: unchanged entries cost nothing
  let batch: CatalogueChange[] = []
  for await (const { path, entry } of present.entries()) {
    batch.push({ type: 'put', path, entry })
    if (batch.length < BATCH) continue
    await fresh.batch(batch)
    batch = []
  }
  await fresh.batch(batch)
  await writeAtomically(file, JSON.stringify(next))
  await present.discard()
  return fresh
}

async function readGeneration(file: string): Promise<Generation> {
  try {
    const { number, checked } = JSON.parse(await readFile(file, 'utf8')) as Partial<Generation>
    if (Number.isSafeInteger(number) && Number.isSafeInteger(checked))
      return { number: number as number, checked: checked as number }
  } catch {
    // none yet, or unreadable: start with the first log; the library adds what is missing
  }
  return { number: 0, checked: 0 }
}
