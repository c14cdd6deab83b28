import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../main/base/random.ts'
import { makeContent, planCommunity, planNote, planViewer, writeFiles } from '../../main/demo/content.ts'
import { IMAGE_SUBJECTS } from '../../main/demo/image.ts'
import { contentKey, type Recipe, type RecipeType } from '../../main/demo/recipe.ts'
import { TABLE_SUBJECTS } from '../../main/demo/table.ts'

const recipe = (type: RecipeType, subject: string, seed = 1, scale = 1): Recipe => ({
  type,
  subject,
  seed,
  scale,
  path: 'x',
})
const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

describe('generated files', () => {
  it.each([
    ['article', 'reputation'],
    ['text', 'harbour ja'],
    ['table', 'weather'],
    ['image', 'sea'],
    ['sound', 'koto insen'],
    ['booklet', 'churn'],
  ] as const)('makes the same %s from the same seed, and another from another', async (type, subject) => {
    const one = await makeContent(recipe(type, subject, 5, 0.4))
    expect(await makeContent(recipe(type, subject, 5, 0.4))).toEqual(one)
    expect(await makeContent(recipe(type, subject, 6, 0.4))).not.toEqual(one)
  })

  it.each(IMAGE_SUBJECTS)('paints %s as a readable PNG with many colours', async (subject) => {
    const png = PNG.sync.read(Buffer.from(await makeContent(recipe('image', subject, 3, 0.5))))
    expect([png.width, png.height]).toEqual([240, 150])
    const colours = new Set<number>()
    for (let i = 0; i < png.data.length; i += 4) colours.add(png.data.readUInt32BE(i))
    expect(colours.size).toBeGreaterThan(500)
  })

  it('are WAV files with a correct header, neither silent nor clipped', async () => {
    const bytes = await makeContent(recipe('sound', 'piano major', 9, 0.5))
    const view = new DataView(bytes.buffer)
    expect(text(bytes.slice(0, 4)) + text(bytes.slice(8, 16))).toBe('RIFFWAVEfmt ')
    expect(view.getUint32(4, true)).toBe(bytes.length - 8)
    const samples = view.getUint32(40, true)
    expect(text(bytes.slice(44 + samples, 48 + samples))).toBe('LIST')
    expect(samples / view.getUint32(28, true)).toBeCloseTo(5, 2)
    let loudest = 0
    for (let i = 44; i < 44 + samples; i += 2) loudest = Math.max(loudest, Math.abs(view.getInt16(i, true)))
    expect(loudest).toBeGreaterThan(5_000)
    expect(loudest).toBeLessThan(32_000)
  })

  it('are PDFs with the requested number of pages', async () => {
    const bytes = await makeContent(recipe('booklet', 'reputation', 4, 3))
    expect(text(bytes.slice(0, 5))).toBe('%PDF-')
    const pdf = await PDFDocument.load(bytes)
    expect(pdf.getPageCount()).toBe(3)
    expect(pdf.getTitle()).toBe('What a good name is worth')
  })

  it.each(TABLE_SUBJECTS)('fills the table %s: every row has the columns of the header', async (subject) => {
    const lines = text(await makeContent(recipe('table', subject, 2, 1)))
      .trimEnd()
      .split('\r\n')
    expect(lines).toHaveLength(101)
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1)
    expect(lines.join()).not.toMatch(/undefined|NaN/)
  })

  it('are articles in English and Japanese', async () => {
    expect(text(await makeContent(recipe('article', 'freeriding')))).toMatch(/^# The passengers who never pay\n/)
    expect(text(await makeContent(recipe('article', 'freeriding ja')))).toMatch(/^# ただ乗りする人々\n[^]*## 要点/)
  })
})

describe("a community's collections", () => {
  const plan = planCommunity(seededRandom(11), 8)

  it('are the same for the same seed', () => {
    expect(planCommunity(seededRandom(11), 8)).toEqual(plan)
    expect(planCommunity(seededRandom(12), 8)).not.toEqual(plan)
  })

  it('have five tastes, every type of file, and safe relative paths', () => {
    expect(new Set(plan.map((one) => one.taste)).size).toBe(5)
    const all = plan.flatMap((one) => one.recipes)
    expect(new Set(all.map((one) => one.type)).size).toBe(6)
    for (const { path } of all) expect(path).toMatch(/^(?![/.])(?!.*\.\.)[^\\:*?"<>|]+\.(md|txt|csv|png|wav|pdf)$/)
    for (const { recipes } of plan) expect(new Set(recipes.map((one) => one.path)).size).toBe(recipes.length)
  })

  it('share some contents, also under different names', () => {
    const names = new Map<string, string[]>()
    for (const one of plan.flatMap((collection) => collection.recipes))
      names.set(contentKey(one), [...(names.get(contentKey(one)) ?? []), one.path])
    const shared = [...names.values()].filter((paths) => paths.length > 1)
    expect(shared.length).toBeGreaterThan(3)
    expect(shared.some((paths) => new Set(paths).size > 1)).toBe(true)
    expect(shared.some((paths) => paths.length === 8)).toBe(true)
  })
})

describe("a demo peer's folder", () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hyoban-content-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it("contains the viewer's files and a note", async () => {
    const recipes = [...planViewer(seededRandom(1)), planNote(seededRandom(1), 1)]
    await writeFiles(folder, recipes)
    for (const one of recipes)
      expect(await readFile(join(folder, one.path))).toEqual(Buffer.from(await makeContent(one)))
  })

  it('takes a few MB for each of 8 peers, with single files of 1 to 4 MB', async () => {
    const made = new Map<string, Uint8Array>()
    const sizes: number[] = []
    for (const [i, { recipes }] of planCommunity(seededRandom(11), 8).entries()) {
      await writeFiles(join(folder, String(i)), recipes, made)
      const own = await Promise.all(recipes.map(async (one) => (await stat(join(folder, String(i), one.path))).size))
      expect(own.reduce((a, b) => a + b, 0)).toBeLessThan(12_000_000)
      sizes.push(...own)
    }
    expect(Math.max(...sizes)).toBeGreaterThan(1_000_000)
    expect(Math.max(...sizes)).toBeLessThan(4_000_000)
  })
})
