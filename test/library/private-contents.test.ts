import { afterEach, beforeEach, expect, test } from 'vitest'
import { fromHex } from '../../main/base/hex.ts'
import { SqliteCommunityFiles } from '../../main/store/library/community-files.ts'
import { SqliteSearchIndex } from '../../main/store/search/search-store.ts'
import { LibraryFixture } from './fixture.ts'

const rules = (changes: object) => ({ visibility: 'all' as const, community: '', patterns: [], ...changes })
let at: LibraryFixture
let root: string

/** A folder for all with two files; one of them came by the community 'circle' before it was hashed. */
beforeEach(async () => {
  at = new LibraryFixture()
  at.peers.set('friend', { communities: new Set(['circle']) })
  at.peers.set('clubber', { communities: new Set(['club']) })
  at.peers.set('both', { communities: new Set(['club', 'circle']) })
  at.write('music/private.flac', 'la la la')
  await at.start()
  await at.shared()
  root = at.catalogue.root('music/private.flac')
  await at.stop()
  at.catalogue.map.clear()
  await at.start({ sql: "DELETE FROM files; DELETE FROM library_state WHERE key = 'catalogue'" })
  at.origins.came({ root, size: 8 }, 'friend', 8)
  at.write('music/public.flac', 'so la ti do')
  await at.library.idle()
  await at.until(() => at.library.folders()[0]?.hashedFiles === 2)
  await at.library.idle()
})
afterEach(() => at.end())

const files = (community: string): string[] =>
  new SqliteCommunityFiles(at.database).files(community, 0, 10).map(({ path }) => path)

test('in a folder for all it is not published, and told and served in its community only', async () => {
  const { library } = at
  expect(at.catalogue.paths).toEqual(['music/public.flac'])
  expect(library.folders()[0]).toMatchObject({ state: 'ready', files: 2 })
  expect(library.ofCommunity('circle', [], 10).map(({ path }) => path)).toEqual(['music/private.flac'])
  expect(library.ofCommunity('circle', ['private', 'flac'], 10)).toHaveLength(1)
  expect(library.ofCommunity('circle', ['public'], 10)).toEqual([])
  expect(library.ofCommunity('club', [], 10)).toEqual([])
  expect(files('circle')).toEqual(['music/private.flac'])
  expect(new SqliteCommunityFiles(at.database).communities()).toEqual(['circle'])
  expect(await library.source(root, 'friend')).toMatchObject({ size: 8 })
  expect(await library.source(root, 'clubber')).toBeNull()
  expect(await library.source(root)).toMatchObject({ size: 8 })
})

test('a folder for another community shows it to those in both, and names it to nobody', async () => {
  const { library } = at
  const [folder] = library.folders()
  library.configure(folder?.id ?? 0, rules({ visibility: 'community', community: 'club' }))
  await library.idle()
  expect(library.ofCommunity('club', [], 10).map(({ path }) => path)).toEqual(['music/public.flac'])
  expect(library.ofCommunity('circle', [], 10)).toEqual([])
  expect(await library.source(root, 'friend')).toBeNull()
  expect(await library.source(root, 'clubber')).toBeNull()
  expect(await library.source(root, 'both')).not.toBeNull()
  expect(at.catalogue.paths).toEqual([])
})

test('once its provider lists it, it is published; if it turns out to be private, it is withdrawn', async () => {
  const { library, origins } = at
  const entry = { root: fromHex(root), size: 8, modified: 0 }
  new SqliteSearchIndex(at.database).apply('friend', 'k', [{ type: 'put', path: 'a/b', entry }], 1)
  origins.recheck()
  library.republish()
  await library.idle()
  expect(at.catalogue.paths).toEqual(['music/private.flac', 'music/public.flac'])
  expect(library.ofCommunity('circle', [], 10)).toEqual([])

  const other = at.catalogue.root('music/public.flac')
  at.database.prepare('INSERT INTO contentOrigins VALUES (?, ?, ?, ?, ?)').run(other, 'gone', 'club', 11, 11)
  origins.came({ root: other, size: 11 }, 'clubber', 11)
  library.republish()
  await library.idle()
  expect(at.catalogue.paths).toEqual(['music/private.flac'])
  expect(library.folders()[0]).toMatchObject({ state: 'ready' })
})
