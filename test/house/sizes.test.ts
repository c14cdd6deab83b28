import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const MAX_LINES = 300
const MAX_WIDTH = 120
const MAX_FILES = 20
const TYPE = /^export (?:default )?(?:abstract )?(?:class|interface|type) (\w+)/gm

const root = join(import.meta.dirname, '../..')
/** Every source file that people read, relative to the project; recorded fixtures are data. */
const files = ['main', 'preload', 'renderer', 'scripts', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((path) => /\.(ts|tsx|mjs|js|css)$/.test(path) && !path.startsWith('test/fixtures/')),
)
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')
const linesOf = (path: string): string[] => textOf(path).replace(/\n$/, '').split('\n')

/** Groups `items` by key and keeps the groups of more than `most`. */
function groupsAbove<T>(items: readonly T[], keyOf: (item: T) => string, most: number): Map<string, T[]> {
  const groups = Map.groupBy(items, keyOf)
  return new Map([...groups].filter(([, members]) => members.length > most))
}

describe('source files', () => {
  it('are found', () => {
    expect(files.length).toBeGreaterThan(500)
  })

  it('have at most 300 lines', () => {
    expect(
      files.map((path) => `${path}: ${linesOf(path).length}`).filter((line) => Number(line.split(': ')[1]) > MAX_LINES),
    ).toEqual([])
  })

  it('have no line of more than 120 characters', () => {
    const wide = files.flatMap((path) =>
      linesOf(path).flatMap((line, i) => ([...line].length > MAX_WIDTH ? [`${path}:${i + 1}: ${line.length}`] : [])),
    )
    expect(wide).toEqual([])
  })

  it('lie at most 20 to a folder', () => {
    const full = groupsAbove(files, (path) => dirname(path), MAX_FILES)
    expect([...full].map(([folder, members]) => `${folder}: ${members.length}`)).toEqual([])
  })

  it('export each type name once', () => {
    const types = files.flatMap((path) => [...textOf(path).matchAll(TYPE)].map(([, name = '']) => ({ name, path })))
    expect(types.length).toBeGreaterThan(500)
    const twice = groupsAbove(types, ({ name }) => name, 1)
    expect([...twice].map(([name, places]) => `${name}: ${places.map(({ path }) => path).join(', ')}`)).toEqual([])
  })
})
