import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fromHex } from '../../main/base/hex.ts'
import { ContentOrigins, type Origin, restrictionOf } from '../../main/library/sharing/content-origins.ts'
import { type Database, openDatabase } from '../../main/store/database.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { SqliteOriginStore } from '../../main/store/library/content-origins-store.ts'
import { SqliteSearchIndex } from '../../main/store/search/search-store.ts'

const ROOT = 'ab'.repeat(32)
const SIZE = 1000
const content = { root: ROOT, size: SIZE }
const peers = new Map<string, { communities: ReadonlySet<string> }>()
const communities = {
  list: () => [
    { id: 'circle', policy: 'invitation' as const },
    { id: 'guild', policy: 'invitation' as const },
    { id: 'lobby', policy: 'open' as const },
  ],
}
let dir: string
let database: Database
let origins: ContentOrigins

function open(): void {
  database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  origins = new ContentOrigins({ store: new SqliteOriginStore(database), network: { peers }, communities })
}
function share(visibility: string, community = ''): void {
  const { lastInsertRowid } = database
    .prepare('INSERT INTO folders (path, name, visibility, community) VALUES (?, ?, ?, ?)')
    .run('/x', 'x', visibility, community)
  database
    .prepare(
      "INSERT INTO files (folder, dir, path, size, modified, stamp, root, seen) VALUES (?, '', 'f', ?, 0, '', ?, 0)",
    )
    .run(lastInsertRowid, SIZE, fromHex(ROOT))
}
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hyoban-origins-'))
  open()
  peers.clear()
  peers.set('friend', { communities: new Set(['circle', 'lobby']) })
  peers.set('double', { communities: new Set(['circle', 'guild']) })
  peers.set('stranger', { communities: new Set(['lobby']) })
})
afterEach(() => {
  database.close()
  rmSync(dir, { recursive: true })
})

test('a content is for the communities in common with its provider, and for nobody else', () => {
  expect(origins.mayHave(ROOT, 'stranger')).toBe(true)
  origins.came(content, 'friend', 0)
  expect(['friend', 'double', 'stranger', 'offline'].map((peer) => origins.mayHave(ROOT, peer))).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(origins.placesOf(ROOT)).toEqual(new Set(['circle']))
})

test('of two communities in common either may be the reason: a peer must be in both', () => {
  origins.came(content, 'double', 0)
  expect(['friend', 'double'].map((peer) => origins.mayHave(ROOT, peer))).toEqual([false, true])
  expect(origins.placesOf(ROOT)).toEqual(new Set())
})

test('of a provider that is offline, every community may be the reason until it is met', () => {
  peers.delete('friend')
  origins.came(content, 'friend', 0)
  expect(origins.mayHave(ROOT, 'stranger')).toBe(false)
  peers.set('friend', { communities: new Set(['lobby']) })
  origins.came(content, 'friend', 0)
  expect(origins.mayHave(ROOT, 'stranger')).toBe(true)
})

test('what a provider delivered as a member stays restricted when it has left, or is gone', () => {
  origins.came(content, 'friend', 0)
  origins.came(content, 'friend', 400)
  peers.set('friend', { communities: new Set(['lobby']) })
  origins.came(content, 'friend', 900)
  expect(origins.mayHave(ROOT, 'stranger')).toBe(false)
})

test('what strangers serve is public, and so is what a provider lists in its own catalogue, also later', () => {
  origins.came(content, 'stranger', 0)
  expect(origins.placesOf(ROOT)).toBeNull()
  const other = { root: 'cd'.repeat(32), size: SIZE }
  origins.came(other, 'friend', SIZE)
  expect(origins.mayHave(other.root, 'stranger')).toBe(false)
  const changes: string[] = []
  origins.events.on('change', ({ root }) => changes.push(root))
  const entry = { root: fromHex(other.root), size: SIZE, modified: 0 }
  new SqliteSearchIndex(database).apply('stranger', 'k', [{ type: 'put', path: 'a/b', entry }], 1)
  origins.recheck()
  expect(origins.mayHave(other.root, 'stranger')).toBe(false)
  new SqliteSearchIndex(database).apply('friend', 'k', [{ type: 'put', path: 'a/b', entry }], 1)
  origins.recheck()
  expect(origins.mayHave(other.root, 'stranger')).toBe(true)
  expect(changes).toEqual([other.root])
})

test('a stranger that lists it, and delivers less than half of it, does not make it public', () => {
  origins.came(content, 'friend', 100)
  origins.came(content, 'stranger', 499)
  expect(origins.mayHave(ROOT, 'stranger')).toBe(false)
  origins.came(content, 'stranger', 500)
  expect(origins.mayHave(ROOT, 'stranger')).toBe(true)
})

describe('what was here before', () => {
  test('in a folder for all stays public', () => {
    share('all')
    origins.came(content, 'friend', 0)
    expect(origins.mayHave(ROOT, 'stranger')).toBe(true)
  })

  test('in a folder for another community is for either', () => {
    share('community', 'guild')
    origins.came(content, 'friend', 0)
    expect(origins.placesOf(ROOT)).toEqual(new Set(['circle', 'guild']))
  })

  test('in a folder for nobody counts for nothing', () => {
    share('nobody')
    origins.came(content, 'friend', 0)
    expect(origins.placesOf(ROOT)).toEqual(new Set(['circle']))
  })
})

test('a restriction outlives a restart, and the origins that a rebuilt database has lost', () => {
  origins.came(content, 'friend', SIZE)
  origins.settle(ROOT)
  database.close()
  open()
  expect(origins.mayHave(ROOT, 'stranger')).toBe(false)
  database.prepare('DELETE FROM contentOrigins').run()
  share('all')
  origins.came(content, 'stranger', 10)
  expect(origins.mayHave(ROOT, 'stranger')).toBe(false)
})

test('no origin, a public one, or half of the bytes from public ones: no restriction', () => {
  const origin = (places: string[], bytes: number, listed = false): Origin => ({
    peer: '',
    places,
    bytes,
    size: 10,
    listed,
  })
  expect(restrictionOf([])).toEqual([])
  expect(restrictionOf([origin([], 0)])).toEqual([])
  expect(restrictionOf([origin(['a'], 9), origin([], 1)])).toEqual([['a']])
  expect(restrictionOf([origin(['a'], 5), origin([], 5)])).toEqual([])
  expect(restrictionOf([origin(['a'], 10, true)])).toEqual([])
  expect(restrictionOf([origin(['a'], 1), origin(['a'], 2), origin(['a', 'b'], 3)])).toEqual([['a'], ['a', 'b']])
})

test('downloads of earlier versions from members are restricted, unless they are listed or published', () => {
  const path = join(dir, 'old.db')
  const old = openDatabase(path, { log: () => {}, migrations: migrations.filter(({ number }) => number < 22) })
  const member = old.prepare("INSERT INTO members (community, member, chain, seen) VALUES (?, ?, x'', 0)")
  member.run('circle', 'friend')
  member.run('guild', 'double')
  member.run('circle', 'double')
  const history = old.prepare(`
    INSERT INTO transferHistory (id, direction, root, name, size, moved, peer, state, code, path, started, ended)
    VALUES (?, ?, ?, 'f', 10, 10, ?, 'done', '', '', 0, 1)`)
  const roots = ['11', '22', '33', '44', '55', '66'].map((two) => two.repeat(32)) as [string, ...string[]]
  for (const [i, peer] of ['friend', 'double', 'stranger', 'friend', 'friend'].entries())
    history.run(`h${i}`, 'down', roots[i], peer)
  history.run('h5', 'up', roots[5], 'friend')
  const entry = { root: fromHex(roots[3] as string), size: 10, modified: 0 }
  new SqliteSearchIndex(old).apply('friend', 'k', [{ type: 'put', path: 'a/b', entry }], 1)
  old.prepare("INSERT INTO folders (path, name) VALUES ('/x', 'x')").run()
  old
    .prepare(
      `INSERT INTO files (folder, dir, path, size, modified, stamp, root, seen, published)
      VALUES (1, '', 'f', 10, 0, '', ?, 0, 1)`,
    )
    .run(fromHex(roots[4] as string))
  old.close()
  const now = openDatabase(path, { log: () => {} })
  const store = new SqliteOriginStore(now)
  expect(roots.map((root) => store.restriction(root))).toEqual([[['circle']], [['circle', 'guild']], [], [], [], []])
  now.close()
})
