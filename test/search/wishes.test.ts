import { afterEach, beforeEach, expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { fileKind } from '../../main/domain/file-kind.ts'
import { searchHandlers } from '../../main/search/handlers.ts'
import { SavedSearches } from '../../main/search/saved/saved-searches.ts'
import { SqliteFolderView } from '../../main/store/library/folder-view.ts'
import { SqliteSavedSearchStore } from '../../main/store/search/saved-search-store.ts'
import { ANN, BOB, EVE, Fixture, put, root, SELF, trust } from './fixture.ts'
import type { FoundHit } from '../../main/search/network/ports.ts'

const COMMUNITY = '01'.repeat(32)
const context = { signal: new AbortController().signal }
const hex = (n: number): string => Buffer.from(root(n)).toString('hex')
const hit = (name: string, n: number, holder: string): FoundHit => ({
  root: hex(n),
  name,
  size: 1000,
  modified: 1_600_000_000_000,
  kind: fileKind(name),
  meta: new Uint8Array(0),
  holder,
  community: COMMUNITY,
})

let at: Fixture
let clock: ManualClock
/** Answers of the network, and the texts that it was asked. */
let answers: FoundHit[]
let asked: string[]
let silent: '' | 'localOnly'
let news: { name: string; count: number; first: string }[]
let saved: SavedSearches
let calls: ReturnType<typeof searchHandlers>

beforeEach(() => {
  at = new Fixture()
  clock = new ManualClock()
  ;[answers, asked, news, silent] = [[], [], [], '']
  at.trusts.set(EVE, trust('bad', 0.1))
  start()
})
afterEach(async () => {
  await saved.close()
  at.end()
})

function start(): void {
  const store = new SqliteSavedSearchStore(at.database)
  const search = at.searchWith({ clock, downloads: store })
  search.attachNetwork({
    async *ask({ text }) {
      asked.push(text)
      yield {
        hits: silent === '' ? answers : [],
        peers: 1,
        answered: 1,
        waiting: 0,
        lookups: 0,
        visited: 0,
        over: true,
        silent,
      }
    },
  })
  saved = new SavedSearches({
    store,
    search,
    clock,
    activity: { add: (_kind, _level, _peer, wish) => news.push(wish) },
    log: (line) => {
      throw new Error(line)
    },
  })
  calls = searchHandlers({
    search,
    saved,
    store,
    folders: new SqliteFolderView(at.database),
    clock,
    onChange: () => () => {},
  })
}

/** A wish that has run for the first time, locally and on the network. */
async function wish(text: string): Promise<number> {
  const { id } = await calls.saved.save({ text, name: '', wish: true }, context)
  await saved.run()
  await saved.ask([])
  return id
}
const found = async (id: number): Promise<string[]> =>
  (await calls.saved.found({ id, offset: 0, limit: 10 }, context)).rows.map(({ name }) => name).sort()

test('a wish finds contents of remote peers, notifies once, and never of discarded ones', async () => {
  answers = [
    hit('rare thing.mp3', 1, ANN),
    hit('rare copy.mp3', 1, BOB),
    hit('rare evil.mp3', 2, EVE),
    hit('rare picture.jpg', 3, BOB),
  ]
  const id = await wish('rare type:audio from:aa')
  expect(asked).toEqual(['rare type:audio'])
  expect(news).toEqual([{ name: 'rare type:audio from:aa', count: 1, first: 'rare thing.mp3' }])
  expect(saved.list()).toMatchObject([{ id, found: 1, unseen: 1 }])
  const { rows } = await calls.saved.found({ id, offset: 0, limit: 10 }, context)
  expect(rows).toMatchObject([{ root: hex(1), name: 'rare thing.mp3', remote: true, own: false, seen: false }])
  expect(rows[0]?.sources.map(({ publicKey }) => publicKey)).toEqual([ANN])
  await saved.ask()
  expect(news).toHaveLength(1)
  await calls.saved.discard({ id, root: hex(1) }, context)
  await saved.ask()
  expect([news.length, saved.list()[0]?.found, await found(id)]).toEqual([1, 0, []])
})

test('peers are asked a minute after the start and every 15 minutes, for wishes alone', async () => {
  await calls.saved.save({ text: 'plain', name: '', wish: false }, context)
  const id = await wish('rare')
  expect(asked).toEqual(['rare'])
  answers = [hit('rare thing.mp3', 1, ANN)]
  clock.advance(60_000)
  await saved.ask([])
  expect([asked.length, news.length]).toEqual([2, 1])
  silent = 'localOnly'
  answers = [hit('rare other.mp3', 2, ANN)]
  for (let quarter = 0; quarter < 3; quarter++) {
    clock.advance(15 * 60_000)
    await saved.ask([])
  }
  expect([asked.length, news.length]).toEqual([5, 1])
  // recent answers still count as available
  expect(await found(id)).toEqual(['rare thing.mp3'])
  clock.advance(24 * 3_600_000)
  await saved.ask([])
  await saved.ask()
  expect(await found(id)).toEqual([])
})

test('own and downloaded files are not new, and a restart repeats no notification', async () => {
  at.add(SELF, put('mine/rare one.mp3', 1))
  at.database
    .prepare(
      "INSERT INTO transferHistory VALUES ('x', 'down', ?, 'rare two.mp3', 1, 1, 'peer', 'done', '', '', 1, 2, NULL)",
    )
    .run(hex(2))
  answers = [hit('rare one.mp3', 1, ANN), hit('rare two.mp3', 2, ANN), hit('rare three.mp3', 3, ANN)]
  const id = await wish('rare')
  expect(news.map(({ first, count }) => [first, count])).toEqual([['rare three.mp3', 1]])
  await saved.close()
  start()
  expect([await found(id), saved.list()[0]?.found]).toEqual([[], 0])
  await saved.ask()
  expect([await found(id), news.length]).toEqual([['rare three.mp3'], 1])
  // once the holder is a neighbour, the index has it
  at.add(ANN, put('shelf/rare three.flac', 3))
  expect(await found(id)).toEqual(['rare three.flac'])
})

test('a change made while a wish runs is kept', async () => {
  const id = await wish('rare')
  const running = saved.run()
  await calls.saved.change({ id, name: 'another name' }, context)
  await running
  expect(saved.list()).toMatchObject([{ id, name: 'another name' }])
})
