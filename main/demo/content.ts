import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Random } from '../base/random.ts'
import { ARTICLE_SUBJECTS, articleParts, makeArticle } from './article.ts'
import { makeBooklet } from './booklet.ts'
import { COMMON, SHELVES } from './catalogue.ts'
import { makeImage } from './image.ts'
import { contentKey, TASTES, type Recipe, type Taste } from './recipe.ts'
import { makeSound } from './sound.ts'
import { makeTable } from './table.ts'

/** The files of one demo peer, and their common taste. */
export interface Collection {
  taste: Taste
  recipes: Recipe[]
}

const seedOf = (random: Random): number => Math.floor(random.next() * 0x1_0000_0000)

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const rest = [...list]
  for (let i = rest.length - 1; i > 0; i--) {
    const j = random.int(i + 1)
    ;[rest[i], rest[j]] = [rest[j] as T, rest[i] as T]
  }
  return rest
}

/**
 * Plans what `peers` peers share: five of the eight files of their own taste, two of another one, and two or three
 * contents that others also hold, some under a different name. All share at least one content. A few MB per peer. Equal
 * random sources give equal plans.
 */
export function planCommunity(random: Random, peers: number): Collection[] {
  const common = COMMON.map((item) => ({ ...item, seed: seedOf(random) }))
  const shelfSeed = seedOf(random)
  return Array.from({ length: peers }, (_, i) => {
    const taste = TASTES[i % TASTES.length] as Taste
    const other = TASTES[(i + 1 + random.int(TASTES.length - 1)) % TASTES.length] as Taste
    const shelf = (of: Taste): Recipe[] =>
      SHELVES[of].map((item, k) => ({ ...item, seed: (shelfSeed + 16 * TASTES.indexOf(of) + k) >>> 0 }))
    const recipes: Recipe[] = [
      ...shuffled(random, shelf(taste)).slice(0, 5),
      ...shuffled(random, shelf(other)).slice(0, 2),
    ]
    const held = [common[0], ...shuffled(random, common.slice(1)).slice(0, 1 + random.int(2))]
    for (const item of held) {
      if (!item) continue
      recipes.push({ ...item.entry, seed: item.seed, path: item.names[random.int(item.names.length)] as string })
    }
    const paths = new Set<string>()
    return { taste, recipes: recipes.filter((recipe) => !paths.has(recipe.path) && paths.add(recipe.path)) }
  })
}

/** The viewer's initial files. */
export function planViewer(random: Random): Recipe[] {
  const seed = seedOf(random)
  return [
    { type: 'article', subject: 'reputation', seed, scale: 1, path: 'Welcome to the demo.md' },
    { type: 'image', subject: 'ridges', seed: (seed + 1) >>> 0, scale: 1.5, path: 'Mountains.png' },
    { type: 'sound', subject: 'bell major', seed: (seed + 2) >>> 0, scale: 0.6, path: 'Bells.wav' },
    { type: 'table', subject: 'birds', seed: (seed + 3) >>> 0, scale: 4, path: 'birds-in-my-garden.csv' },
  ]
}

/** Note `number` that a peer publishes while the demo runs. */
export function planNote(random: Random, number: number): Recipe {
  const topic = ARTICLE_SUBJECTS[random.int(ARTICLE_SUBJECTS.length)] as string
  const language = random.next() < 0.4 ? 'ja' : 'en'
  const { title } = articleParts(topic, 0, 1, language)
  const path = language === 'ja' ? `覚え書き/${title}（その${number}）.md` : `Notes/${title}, part ${number}.md`
  return { type: 'article', subject: language === 'ja' ? `${topic} ja` : topic, seed: seedOf(random), scale: 0.5, path }
}

/** Generates the bytes of a recipe; the generators document `subject` and `scale`. */
export function makeContent(recipe: Recipe): Promise<Uint8Array> | Uint8Array {
  const { type, subject, seed, scale } = recipe
  switch (type) {
    case 'text':
      return makeArticle(subject, seed, scale, false)
    case 'article':
      return makeArticle(subject, seed, scale, true)
    case 'table':
      return makeTable(subject, seed, scale)
    case 'image':
      return makeImage(subject, seed, scale)
    case 'sound':
      return makeSound(subject, seed, scale)
    case 'booklet':
      return makeBooklet(subject, seed, scale)
  }
}

/**
 * Writes the files of `recipes` below `folder`, creating folders as needed. `made` caches contents, so that equal files
 * are generated once per community. Yields to other work between files.
 */
export async function writeFiles(
  folder: string,
  recipes: readonly Recipe[],
  made = new Map<string, Uint8Array>(),
): Promise<void> {
  for (const recipe of recipes) {
    const key = contentKey(recipe)
    const bytes = made.get(key) ?? (await makeContent(recipe))
    made.set(key, bytes)
    const path = join(folder, ...recipe.path.split('/'))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
  }
}
