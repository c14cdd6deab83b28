import type Corestore from 'corestore'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from '../base/atomic-file.ts'
import type { CatalogueChange } from '../domain/catalogue-entry.ts'
import { OwnCatalogue } from './own-catalogue.ts'
import { GENERATION_FILE } from './storage.ts'

/** A log with fewer changes is never compacted. */
const MIN_CHANGES = 20_000
/** A log with more changes per file is compacted: peers read only a few more (see catalogues.ts). */
const CHANGES_PER_ENTRY = 3
const BATCH = 500

/** The catalogue log in use, and its length at the last check. */
interface Generation {
  number: number
  checked: number
}

/**
 * Opens the catalogue of this node. A log never shrinks: one with many more changes than files is replaced by a new one
 * with the same files under a new key, which the hello announces; peers drop the old one. Done only at the start,
 * before the catalogue is read.
 */
export async function openOwnCatalogue(store: Corestore, dir: string, minChanges = MIN_CHANGES): Promise<OwnCatalogue> {
  const file = join(dir, GENERATION_FILE)
  const generation = await readGeneration(file)
  const open = (number: number): Promise<OwnCatalogue> =>
    OwnCatalogue.open(store.get({ name: number === 0 ? 'catalogue' : `catalogue-${number}` }), dir)
  const present = await open(generation.number)
  // counting a large catalogue takes seconds, so it is done only when the catalogue has doubled
  if (present.version < minChanges || present.version < 2 * generation.checked) return present
  let files = 0
  for await (const _ of present.entries()) files++
  if (present.version <= CHANGES_PER_ENTRY * files) {
    await writeAtomically(file, JSON.stringify({ ...generation, checked: present.version }))
    return present
  }
  const next = { number: generation.number + 1, checked: 0 }
  const fresh = await open(next.number)
  // continues an interrupted copy: unchanged entries cost nothing
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
