import type Corestore from 'corestore'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomic } from './generation-file.ts'
import type { CatalogueChange } from '../domain/catalogue-entry.ts'
import { OwnCatalogue } from './own-catalogue.ts'

/** Changes below which a log is never worth writing anew. */
export const LEAST_CHANGES = 20_000
/** A log with so many changes for each file that is there is written anew: others read no more than that of it. */
const CHANGES_PER_ENTRY = 3
const BATCH = 500

/** Which of the catalogue's logs is in use, and how long it was when it was last looked through. */
interface Generation {
  number: number
  checked: number
}

/**
 * Opens my catalogue. A log never shrinks: one that holds many more changes than files is replaced by a fresh one with
 * the same files, under a
 * new key, which the hello tells to others; they drop the old one. Done at the start only, before anybody reads it.
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
  // Looking through a large catalogue takes seconds: only when it has doubled since.
  if (present.version < leastChanges || present.version < 2 * generation.checked) return present
  let files = 0
  for await (const _ of present.entries()) files++
  if (present.version <= CHANGES_PER_ENTRY * files) {
    await writeAtomic(file, JSON.stringify({ ...generation, checked: present.version }))
    return present
  }
  const next = { number: generation.number + 1, checked: 0 }
  const fresh = await open(next.number)
  // A copy that was broken off is gone on with: what is there already costs nothing.
  let batch: CatalogueChange[] = []
  for await (const { path, entry } of present.entries()) {
    batch.push({ type: 'put', path, entry })
    if (batch.length < BATCH) continue
    await fresh.batch(batch)
    batch = []
  }
  await fresh.batch(batch)
  await writeAtomic(file, JSON.stringify(next))
  await present.discard()
  return fresh
}

async function readGeneration(file: string): Promise<Generation> {
  try {
    const { number, checked } = JSON.parse(await readFile(file, 'utf8')) as Partial<Generation>
    if (Number.isSafeInteger(number) && Number.isSafeInteger(checked))
      return { number: number as number, checked: checked as number }
  } catch {
    // none yet, or unreadable: the first log is as good as any, and the library writes into it what is missing
  }
  return { number: 0, checked: 0 }
}
