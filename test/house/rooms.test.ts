import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importProblem, roomOf } from '../../scripts/lint/rooms.mjs'

const root = join(import.meta.dirname, '../..')
const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]/gm

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx)$/.test(name))
    .map((name) => join(folder, name))
}

/** What each file imports when it runs: types vanish and may point back. */
function graph(): Map<string, string[]> {
  const files = ['main', 'renderer', 'preload'].flatMap(sources)
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      const targets = [...text.matchAll(IMPORT)]
        .filter((match) => !match[1])
        .map((match) => relative(root, resolve(root, dirname(file), match[2] ?? match[3] ?? '')))
      return [file, targets]
    }),
  )
}

/** The first ring of imports found, as a list of files; empty if there is none. */
function ring(edges: Map<string, string[]>): string[] {
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    path.push(file)
    for (const next of edges.get(file) ?? []) {
      const found = visit(next)
      if (found.length) return found
    }
    path.pop()
    done.add(file)
    return []
  }
  for (const file of edges.keys()) {
    const found = visit(file)
    if (found.length) return found
  }
  return []
}

describe('the plan of the house', () => {
  it('has no ring of imports', () => {
    const edges = graph()
    expect(edges.size).toBeGreaterThan(100)
    expect(ring(edges)).toEqual([])
  })

  it('would find a ring', () => {
    expect(
      ring(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual(['b', 'c', 'b'])
  })

  it.each([
    ['main/base/clock.ts', '../contract/base.ts', 'main/contract/base.ts', 'base may not import contract'],
    ['main/reputation/paper/paper.ts', 'node:fs', undefined, 'reputation may not use Node'],
    ['main/contract/base.ts', '../node.ts', 'main/node.ts', 'contract may not import node'],
    ['main/contract/base.ts', 'ws', undefined, 'only shell may import ws'],
    ['main/contract/base.ts', 'tinypool', undefined, 'contract may not import tinypool'],
    ['main/library/library.ts', '../store/database.ts', 'main/store/database.ts', 'library may not import store'],
    ['main/search/search.ts', '../network/overlay.ts', 'main/network/overlay.ts', 'search may not import network'],
    ['main/transfers/transfers.ts', 'hyperswarm', undefined, 'only network and patches may import hyperswarm'],
    ['main/ratings/log.ts', 'hypercore', undefined, 'only logs and patches may import hypercore'],
    [
      'main/logs/head.ts',
      'hypercore/lib/caps.js',
      undefined,
      'only patches may import hypercore/lib/caps.js, a private module',
    ],
    ['main/logs/logs.ts', '../network/overlay.ts', 'main/network/overlay.ts', 'logs may not import network'],
    ['main/network/patches/long-read.ts', '../overlay.ts', 'main/network/overlay.ts', 'patches may not import network'],
    ['main/library/library.ts', 'better-sqlite3', undefined, 'only store may import better-sqlite3'],
    [
      'main/simulator/pool.ts',
      '../library/hasher.ts',
      'main/library/hashing/hasher.ts',
      'simulator may not import library',
    ],
    [
      'main/composition/compose-node.ts',
      './shell/limits.ts',
      'main/shell/limits.ts',
      'composition may not import shell',
    ],
    ['renderer/app.tsx', '../main/base/hex.ts', 'main/base/hex.ts', 'renderer may not import base'],
    [
      'renderer/pages/settings/name.tsx',
      '../communities/box.tsx',
      'renderer/pages/communities/box.tsx',
      'page settings may not import page communities',
    ],
    [
      'renderer/components/tag.tsx',
      '../pages/search/focus.ts',
      'renderer/pages/search/focus.ts',
      'only app.tsx may import page search',
    ],
    ['renderer/app.tsx', 'node:path', undefined, 'renderer may not use Node'],
    ['renderer/app.tsx', 'electron', undefined, 'only electron and shell and preload may import electron'],
    [
      'main/attic/box.ts',
      './x.ts',
      'main/attic/x.ts',
      'main/attic/box.ts belongs to no room: list it in scripts/lint/rooms.mjs',
    ],
    ['main/store/a.ts', '../library/library.ts', 'main/library/library.ts', 'store may not import library'],
  ])('forbids %s to import %s', (from, specifier, target, why) => {
    expect(importProblem(from, specifier, target)).toBe(why)
  })

  it.each([
    ['main/reputation/paper/paper.ts', '../base/random.ts', 'main/base/random.ts', false],
    ['main/network/overlay.ts', 'hyperswarm', undefined, false],
    ['main/logs/logs.ts', 'hyperbee', undefined, false],
    ['main/network/patches/signed-head.ts', 'hypercore/lib/caps.js', undefined, false],
    ['main/logs/head.ts', '../network/patches/signed-head.ts', 'main/network/patches/signed-head.ts', false],
    ['main/store/database.ts', 'better-sqlite3', undefined, false],
    ['main/store/library/library-store.ts', '../library/ports.ts', 'main/library/ports.ts', true],
    ['renderer/app.tsx', '../main/contract/base.ts', 'main/contract/base.ts', false],
    ['renderer/app.tsx', './pages/peers/page.tsx', 'renderer/pages/peers/page.tsx', false],
    ['renderer/pages/peers/a/b.tsx', '../c.tsx', 'renderer/pages/peers/c.tsx', false],
    ['renderer/pages/peers/page.tsx', '../../components/tag.tsx', 'renderer/components/tag.tsx', false],
    ['test/shell/x.test.ts', '../../main/store/database.ts', 'main/store/database.ts', false],
  ] as const)('allows %s to import %s', (from, specifier, target, typeOnly) => {
    expect(importProblem(from, specifier, target, typeOnly)).toBeUndefined()
  })

  it('has a room for every file', () => {
    expect(['main', 'renderer', 'preload', 'test', 'types'].flatMap(sources).filter((file) => !roomOf(file))).toEqual(
      [],
    )
  })
})
