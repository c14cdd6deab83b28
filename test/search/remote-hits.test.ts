import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { fileKind } from '../../main/domain/file-kind.ts'
import type { Metadata } from '../../main/domain/metadata.ts'
import type { SearchResult } from '../../main/contract/search.ts'
import type { Search, SearchQuery } from '../../main/search/search.ts'
import { encodeHitMetadata } from '../../main/search/network/remote-hits.ts'
import { ANN, BOB, EVE, Fixture, put, root, trust } from './fixture.ts'
import type { FoundHit } from '../../main/search/network/ports.ts'

const DAN = 'dd'.repeat(32)
const [FRIENDS, OTHERS] = ['01'.repeat(32), '02'.repeat(32)]
const NOW = 1_700_000_000_000
const clock = { ...systemClock, now: () => NOW }
const hex = (n: number): string => Buffer.from(root(n)).toString('hex')

let at: Fixture
/** Answers of the network. */
let told: FoundHit[]
let search: Search
/** Texts sent to the network. */
let sent: string[]

beforeEach(() => {
  at = new Fixture()
  sent = []
  at.trusts.set(BOB, trust('good', 0.9))
  at.trusts.set(EVE, trust('bad', 0.1))
  at.add(ANN, put('here/song one.flac', 1, 30 * 2 ** 20))
  search = at.searchWith({
    clock,
    names: (peer) => ({ [BOB]: 'Bob', [DAN]: 'Dan' })[peer] ?? '',
    communities: (_peer, also) =>
      also === FRIENDS ? [{ id: FRIENDS, name: 'Friends' }] : also === OTHERS ? [{ id: OTHERS, name: 'Others' }] : [],
  })
  search.attachNetwork({
    async *ask({ text }) {
      sent.push(text)
      yield { hits: told, peers: 2, answered: 2, waiting: 0, lookups: 0, visited: 0, over: true, silent: '' as const }
    },
  })
  told = [
    hit('song two.flac', 2, DAN, {
      size: 40 * 2 ** 20,
      metadata: { title: 'Two', artist: 'Ann Öst', year: 2001, duration: 200_000 },
    }),
    hit('song three.mp3', 3, BOB, {
      size: 5 * 2 ** 20,
      metadata: { artist: 'Ben', year: 1990, duration: 100_000 },
      community: OTHERS,
    }),
    hit('song cover.jpg', 4, DAN, { size: 2000, metadata: { width: 1920, height: 1080 } }),
    hit('song five.txt', 5, DAN, { size: 10, modified: NOW + 1e9 }),
    hit('song copy.flac', 2, BOB, { size: 40 * 2 ** 20 }),
  ]
})
afterEach(() => at.end())

function hit(
  name: string,
  n: number,
  holder: string,
  {
    size = 1000,
    modified = NOW - 86_400_000,
    metadata,
    community = FRIENDS,
  }: { size?: number; modified?: number; metadata?: Metadata; community?: string } = {},
): FoundHit {
  return {
    root: hex(n),
    name,
    size,
    modified,
    kind: fileKind(name),
    meta: encodeHitMetadata(metadata),
    holder,
    community,
  }
}

/** The result that includes the answers of peers. */
async function answer(text: string, query: Partial<SearchQuery> = {}): Promise<SearchResult> {
  const stop = new AbortController()
  for await (const result of search.stream({ text, kinds: [], limit: 100, ...query }, () => () => {}, stop.signal)) {
    if (!result.network) continue
    stop.abort()
    return result
  }
  throw new Error('no answer')
}
const names = async (text: string, query: Partial<SearchQuery> = {}): Promise<string[]> =>
  (await answer(text, query)).hits.map(({ name }) => name).sort()

test('a hit carries metadata', async () => {
  const { hits } = await answer('song')
  expect(hits).toHaveLength(5)
  expect(hits.find(({ root: one }) => one === hex(2))).toMatchObject({
    name: 'song two.flac',
    otherNames: ['song copy.flac'],
    remote: true,
    modified: NOW - 86_400_000,
    metadata: { title: 'Two', artist: 'Ann Öst', year: 2001, duration: 200_000 },
  })
  // no modification time is in the future
  expect(hits.find(({ root: one }) => one === hex(5))?.modified).toBe(NOW)
})

test.each([
  ['song', ['song cover.jpg', 'song five.txt', 'song one.flac', 'song three.mp3', 'song two.flac']],
  ['song type:audio', ['song one.flac', 'song three.mp3', 'song two.flac']],
  ['song ext:mp3', ['song three.mp3']],
  ['song size:>10mb', ['song one.flac', 'song two.flac']],
  ['song artist:ost', ['song two.flac']],
  ['song -artist:ben', ['song copy.flac', 'song cover.jpg', 'song five.txt', 'song one.flac']],
  ['song title:two', ['song two.flac']],
  ['song year:2000..2010', ['song two.flac']],
  ['song year:<1995', ['song three.mp3']],
  ['song duration:>3m', ['song two.flac']],
  ['song width:>=1920 height:<2000', ['song cover.jpg']],
  ['song modified:<1h', ['song five.txt']],
  ['song shared:<1d -ext:flac', ['song cover.jpg', 'song five.txt', 'song three.mp3']],
  ['song name:two', ['song two.flac']],
  ['song -two', ['song copy.flac', 'song cover.jpg', 'song five.txt', 'song one.flac', 'song three.mp3']],
  ['song from:bob', ['song copy.flac', 'song three.mp3']],
  ['song community:others', ['song three.mp3']],
  ['song peers:>=2', ['song two.flac']],
  ['song trust:>0.7', ['song three.mp3', 'song two.flac']],
  [`root:${hex(4)}`, ['song cover.jpg']],
  ['song artist:ben OR ext:jpg', ['song cover.jpg', 'song three.mp3']],
  ['song folder:somewhere', ['song cover.jpg', 'song five.txt', 'song three.mp3', 'song two.flac']],
])('%s applies to hits of peers', async (text, wanted) => {
  // a content with two names may show either
  const same = (list: string[]): string[] =>
    list.map((name) => (name === 'song copy.flac' ? 'song two.flac' : name)).sort()
  expect(same(await names(text))).toEqual(same(wanted))
})

test('private terms are not sent: peers are asked for the rest of the query', async () => {
  expect(await names('Song from:bob trust:>0.7 community:others')).toEqual(['song three.mp3'])
  expect(sent).toEqual(['song'])
})

test('filters and facets apply to hits of peers', async () => {
  expect(await names('song', { kinds: ['image'] })).toEqual(['song cover.jpg'])
  expect(await names('song', { filters: { sizes: ['large', 'medium'] } })).toEqual(['song one.flac', 'song two.flac'])
  expect(await names('song', { filters: { trusts: ['good'] } })).toEqual(['song three.mp3', 'song two.flac'])
  expect(await names('song', { filters: { communities: [OTHERS] } })).toEqual(['song three.mp3'])
  const { facets, total } = await answer('song', { kinds: ['audio'] })
  expect(total).toBe(3)
  // unchosen values of the same filter keep their counts
  expect(facets?.kinds).toEqual(
    expect.arrayContaining([
      { value: 'audio', count: 3 },
      { value: 'image', count: 1 },
      { value: 'document', count: 1 },
    ]),
  )
  expect(facets?.sizes).toEqual(
    expect.arrayContaining([
      { value: 'medium', count: 2 },
      { value: 'small', count: 1 },
    ]),
  )
  expect(facets?.trusts).toEqual(
    expect.arrayContaining([
      { value: 'good', count: 2 },
      { value: 'new', count: 1 },
    ]),
  )
  expect(facets?.communities).toEqual(
    expect.arrayContaining([
      { value: FRIENDS, name: 'Friends', count: 1 },
      { value: OTHERS, name: 'Others', count: 1 },
    ]),
  )
})

test('indexed contents count once; those only from excluded peers are neither shown nor counted', async () => {
  told = [hit('song one.flac', 1, DAN, { size: 30 * 2 ** 20 }), hit('song bad.mp3', 9, EVE)]
  const { facets, total, hits } = await answer('song')
  expect(total).toBe(1)
  expect(facets?.kinds).toEqual([{ value: 'audio', count: 1 }])
  expect(hits[0]?.sources.map(({ publicKey }) => publicKey).sort()).toEqual([ANN, DAN])
})

test('what a peer shares with one community is found although its public catalogue is indexed whole', async () => {
  told = [hit('song one.flac', 1, ANN, { size: 30 * 2 ** 20 }), hit('song for friends.mp3', 7, ANN)]
  const { total, hits } = await answer('song')
  expect(total).toBe(2)
  expect(hits.map(({ name, remote }) => [name, remote === true]).sort()).toEqual([
    ['song for friends.mp3', true],
    ['song one.flac', false],
  ])
  expect(hits.every(({ sources }) => sources.length === 1)).toBe(true)
})

test('one peer can add a limited number of hits, and invalid metadata is dropped', async () => {
  told = Array.from({ length: 5000 }, (_, i) => ({
    ...hit(`song ${i}.mp3`, i + 10, DAN),
    meta: new Uint8Array(200).fill(255),
  }))
  const { total, hits } = await answer('song')
  expect(total).toBe(2001)
  expect(hits.every(({ metadata }) => metadata === undefined)).toBe(true)
})
