import { afterEach, beforeEach, expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { encodeMetadata } from '../../main/domain/metadata-codec.ts'
import type { CommunityHit } from '../../main/domain/community-hit.ts'
import { IndexAnswers } from '../../main/search/network/local-answers.ts'
import { CommunityIndexer } from '../../main/search/local/community-indexer.ts'
import { understand } from '../../main/search/query/parser.ts'
import type { Search } from '../../main/search/search.ts'
import { communityOwner } from '../../main/domain/index-owner.ts'
import { SqliteCommunityFiles } from '../../main/store/library/community-files.ts'
import { NetworkSearchStore } from '../../main/store/search/network-search-store.ts'
import { ANN, Fixture, put, root, SELF } from './fixture.ts'

const [FRIENDS, OTHERS] = ['01'.repeat(32), '02'.repeat(32)]
let at: Fixture
let clock: ManualClock
let indexer: CommunityIndexer
let search: Search

beforeEach(async () => {
  at = new Fixture()
  clock = new ManualClock()
  folder(1, 'public', 'all', '')
  folder(2, 'friends only', 'community', FRIENDS)
  folder(3, 'mine', 'nobody', '')
  file(1, 1, 'song open.flac', 1)
  file(2, 2, 'live/song friends.flac', 2)
  file(3, 3, 'song secret.flac', 3)
  at.database.prepare('UPDATE metadata SET fields = ? WHERE root = ?').run(encodeMetadata({ artist: 'Nara' }), root(2))
  at.add(SELF, put('public/song open.flac', 1))
  at.add(ANN, put('x/song of ann.flac', 9))
  indexer = new CommunityIndexer({
    self: SELF,
    files: new SqliteCommunityFiles(at.database),
    index: at.index,
    clock,
    log: (line) => {
      throw new Error(line)
    },
  })
  search = at.searchWith({
    clock,
    communities: (peer) =>
      peer === SELF
        ? [
            { id: FRIENDS, name: 'Friends' },
            { id: OTHERS, name: 'Others' },
          ]
        : [],
  })
  await indexer.compare()
})
afterEach(async () => {
  await indexer.close()
  at.end()
})

function folder(id: number, name: string, visibility: string, community: string): void {
  at.database
    .prepare('INSERT INTO folders (id, path, name, visibility, community) VALUES (?, ?, ?, ?, ?)')
    .run(id, `/${name}`, name, visibility, community)
}
function file(id: number, of: number, path: string, n: number): void {
  at.database
    .prepare(
      `INSERT INTO files (id, folder, dir, path, size, modified, stamp, root, seen)
       VALUES (?, ?, '', ?, 1000, 1600000000000, 's', ?, 1)`,
    )
    .run(id, of, path, root(n))
}
const names = (text: string): string[] =>
  search
    .run({ text, kinds: [], limit: 100 })
    .hits.map(({ name }) => name)
    .sort()

test('the own search finds files for one community, as own files with their metadata', () => {
  expect(names('song')).toEqual(['song friends.flac', 'song of ann.flac', 'song open.flac'])
  const [hit] = search.run({ text: 'artist:nara', kinds: [], limit: 1 }).hits
  expect(hit).toMatchObject({ name: 'song friends.flac', own: true, sources: [], metadata: { artist: 'Nara' } })
  expect(names('community:friends')).toEqual(['song friends.flac', 'song open.flac'])
  expect(names('community:others')).toEqual(['song open.flac'])
  const { facets } = search.run({ text: 'song', kinds: [], limit: 1, filters: { communities: [FRIENDS] } })
  expect(facets?.trusts).toEqual([{ value: 'own', count: 2 }])
  // it is not counted as a catalogue of another peer
  expect(at.index.catalogues()).toBe(2)
  expect(at.index.sharesOf(SELF).files).toBe(1)
})

test('files for one community are named to its members only', async () => {
  const asked: string[] = []
  const hit: CommunityHit = {
    root: `${'0'.repeat(63)}2`,
    path: 'friends only/live/song friends.flac',
    size: 1000,
    modified: 1,
    kind: 'audio',
  }
  const library = {
    ofCommunity: (community: string) => {
      asked.push(community)
      return community === FRIENDS ? [hit] : []
    },
  }
  const nobody = { peers: new Map() }
  const local = new IndexAnswers({ self: SELF, index: at.index, search, network: nobody, library })
  const told = async (community: string, text: string): Promise<string[]> =>
    (await local.answer(understand(text), community, 100, new AbortController().signal)).map(({ name }) => name).sort()
  expect(await told(OTHERS, 'song')).toEqual(['song open.flac'])
  expect(await told(OTHERS, 'artist:nara')).toEqual([])
  expect(await told(FRIENDS, 'song')).toEqual(['song friends.flac', 'song open.flac'])
  // both the index and the library have it, but it is listed once
  expect(await told(FRIENDS, 'artist:nara')).toEqual(['song friends.flac'])
  expect(asked).toEqual([OTHERS, FRIENDS])
  // own words do not count as words of other peers
  expect(new NetworkSearchStore(at.database, SELF).othersWith('friends')).toBe(0)
  expect(new NetworkSearchStore(at.database, SELF).othersWith('ann')).toBe(1)
})

test('the index follows new files, changed visibility and removed folders, and writes only on a change', async () => {
  const changes: null[] = []
  indexer.events.on('change', () => changes.push(null))
  await indexer.compare()
  expect(changes).toHaveLength(0)
  for (let i = 0; i < 1000; i++) file(100 + i, 2, `more/number ${i}.txt`, 100 + i)
  indexer.changed()
  clock.advance(2000)
  await indexer.compare()
  expect(names('number 777')).toEqual(['number 777.txt'])
  expect(at.index.sharesOf(communityOwner(SELF, FRIENDS)).files).toBe(1001)
  at.database.prepare('UPDATE folders SET community = ? WHERE id = 2').run(OTHERS)
  await indexer.compare()
  expect(names('number 777 community:others')).toEqual(['number 777.txt'])
  expect(names('number 777 community:friends')).toEqual([])
  at.database.prepare("UPDATE folders SET visibility = 'nobody', community = '' WHERE id = 2").run()
  await indexer.compare()
  expect(names('number 777')).toEqual([])
  expect(at.index.peers().sort()).toEqual([ANN, SELF].sort())
})
