import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeContent } from '../../../main/demo/content.ts'
import type { RecipeType } from '../../../main/demo/recipe.ts'
import { fileStamp } from '../../../main/library/hashing/hasher.ts'
import { Extractor } from '../../../main/library/metadata/extractor.ts'

let dir: string
const extractor = new Extractor()
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-demo-'))
})
afterAll(async () => {
  await extractor.close()
  await rm(dir, { recursive: true, force: true })
})

const cases: [RecipeType, string, string, object, boolean][] = [
  ['article', 'reputation', 'a.md', { title: expect.any(String), text: expect.stringMatching(/^.{100}/) }, false],
  [
    'text',
    'harbour ja',
    'b.txt',
    { title: expect.stringMatching(/\p{Script=Han}/u), text: expect.stringMatching(/\p{Script=Hiragana}/u) },
    false,
  ],
  ['table', 'birds', 'c.csv', { text: expect.stringContaining(',') }, false],
  ['image', 'sea', 'd.png', { width: 240, height: 150 }, true],
  [
    'sound',
    'koto insen',
    'e.wav',
    { title: 'Koto melody, insen', artist: 'Hyoban demo orchestra', genre: 'Generated', duration: 5000, codec: 'PCM' },
    false,
  ],
  [
    'booklet',
    'churn',
    'f.pdf',
    {
      title: expect.any(String),
      author: 'Hyoban demo community',
      year: 2025,
      pages: 2,
      text: expect.stringMatching(/^.{100}/),
    },
    true,
  ],
]

it.each(cases)("the demo's %s (%s) has the expected metadata", async (type, subject, name, metadata, thumbnail) => {
  const path = join(dir, name)
  await writeFile(path, await makeContent({ type, subject, seed: 4, scale: 0.5, path: name }))
  const { stamp, size } = await fileStamp(path)
  const result = await extractor.extract({ path, size, stamp, thumbnail: true })
  expect(result).toMatchObject({ state: 'done', metadata })
  expect(result.state === 'done' && result.thumbnail !== null).toBe(thumbnail)
})
