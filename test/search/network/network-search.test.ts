import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { keywordTopic } from '../../../main/network/discovery/dht-topics.ts'
import { KEYWORD_BUDGET, strength } from '../../../main/protocol/search-reach.ts'
import { KeywordAnnouncer } from '../../../main/search/network/announcer.ts'
import { Cover } from '../../../main/search/network/cover.ts'
import { keywordsOf, keywordsOfFile, wordsToFind } from '../../../main/search/network/keywords.ts'
import { NeighbourStats, MAX_LEARNED } from '../../../main/search/network/flood/neighbour-stats.ts'
import type { AskOptions, NetworkNews, NetworkSearch } from '../../../main/search/network/network-search.ts'
import { understand } from '../../../main/search/query/parser.ts'
import { all } from '../../helpers/peer.ts'
import { topicOf } from '../../../main/network/discovery/topic.ts'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'
import { Memory, searchOf } from './search-of.ts'
import { COMMUNITY_ID, connectQueryNodes, type QueryNode } from './query-nodes.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

async function asked(
  search: NetworkSearch,
  text: string,
  options: AskOptions = {},
): Promise<{ names: string[]; last: NetworkNews }> {
  const news = await all(search.ask(understand(text), options))
  return { names: news.flatMap(({ hits }) => hits.map(({ name }) => name)), last: news.at(-1) as NetworkNews }
}

describe('a query to the network', () => {
  it('finds hits of strangers that no neighbour has, and counts the peers asked', async () => {
    const [a, b, far] = (await connectQueryNodes(net.bootstrap, 3, [[0, 1]])) as [QueryNode, QueryNode, QueryNode]
    b.shares.push('quagga album')
    far.shares.push('quagga portrait')
    far.overlay.rendezvous.announce(keywordTopic(COMMUNITY_ID, 'quagga'))
    while (far.overlay.rendezvous.topics.announced === 0)
      await all(a.overlay.rendezvous.lookup(keywordTopic(COMMUNITY_ID, 'quagga')))
    const flooded = await asked(searchOf(a), 'quagga', { ways: ['flood'] })
    expect(flooded.names).toEqual(['quagga album'])
    expect(flooded.last).toMatchObject({ over: true, peers: 1, answered: 1, waiting: 0, lookups: 0, silent: '' })
    const both = await asked(searchOf(a), 'quagga')
    expect(both.names.sort()).toEqual(['quagga album', 'quagga portrait'])
    expect(both.last).toMatchObject({ over: true, peers: 2, answered: 2, lookups: 1, visited: 1 })
    // a direct query is not forwarded
    expect(far.asked).toEqual(['quagga'])
  })

  it('counts a neighbour once that is asked in two communities, and the peers behind it', async () => {
    const [a, b, c] = (await connectQueryNodes(net.bootstrap, 3, [
      [0, 1],
      [1, 2],
    ])) as [QueryNode, QueryNode, QueryNode]
    const other = topicOf('Another community').toString('hex')
    const both = ({ overlay }: QueryNode, neighbour: QueryNode): Promise<void> =>
      new Promise((resolve) => {
        const off = overlay.on('hello', ({ key }) => {
          if (key !== neighbour.key || overlay.peers.get(key)?.communities.size !== 2) return
          off()
          resolve()
        })
      })
    const met = Promise.all([both(a, b), both(b, a)])
    for (const { overlay } of [a, b]) overlay.meetIn([{ id: COMMUNITY_ID }, { id: other }])
    await met
    b.shares.push('bittern by the water')
    c.shares.push('bittern in the reed')
    const { last, names } = await asked(searchOf(a), 'bittern', { ways: ['flood'] })
    expect(b.asked).toEqual(['bittern', 'bittern'])
    expect(c.asked).toEqual(['bittern'])
    expect(names.sort()).toEqual(['bittern by the water', 'bittern in the reed'])
    expect(last).toMatchObject({ over: true, peers: 2, answered: 2 })
  })

  it('is not sent to an excluded stranger, which is not even connected to', async () => {
    const [a, far] = (await connectQueryNodes(net.bootstrap, 2, [])) as [QueryNode, QueryNode]
    far.shares.push('quagga portrait')
    far.overlay.rendezvous.announce(keywordTopic(COMMUNITY_ID, 'quagga'))
    while (far.overlay.rendezvous.topics.announced === 0)
      await all(a.overlay.rendezvous.lookup(keywordTopic(COMMUNITY_ID, 'quagga')))
    a.excluded.add(far.key)
    const { names, last } = await asked(searchOf(a), 'quagga')
    expect(names).toEqual([])
    expect(last).toMatchObject({ over: true, lookups: 1, visited: 0, peers: 0 })
    expect(far.asked).toEqual([])
    a.excluded.delete(far.key)
    expect((await asked(searchOf(a), 'quagga')).last).toMatchObject({ visited: 1 })
  })

  it('is not sent a second time to a neighbour that also announces the word', async () => {
    const [a, b] = (await connectQueryNodes(net.bootstrap, 2, [[0, 1]])) as [QueryNode, QueryNode]
    b.shares.push('okapi album')
    b.overlay.rendezvous.announce(keywordTopic(COMMUNITY_ID, 'okapi'))
    while (b.overlay.rendezvous.topics.announced === 0)
      await all(a.overlay.rendezvous.lookup(keywordTopic(COMMUNITY_ID, 'okapi')))
    const both = await asked(searchOf(a), 'okapi')
    expect(both.names).toEqual(['okapi album'])
    expect(both.last).toMatchObject({ over: true, peers: 1, answered: 1, lookups: 1, visited: 0 })
    expect(b.asked).toEqual(['okapi'])
    // without flooding, the neighbour is found by the word and asked
    expect((await asked(searchOf(a), 'okapi', { ways: ['rendezvous'] })).last).toMatchObject({ peers: 1, visited: 1 })
  })

  it('is not sent when the user searches on this machine only', async () => {
    const [a, b] = (await connectQueryNodes(net.bootstrap, 2, [[0, 1]])) as [QueryNode, QueryNode]
    b.shares.push('heron')
    const quiet = await asked(searchOf(a, { localOnly: true }), 'heron')
    expect(quiet).toMatchObject({ names: [], last: { over: true, silent: 'localOnly', peers: 0 } })
    expect(b.asked).toEqual([])
    // queries of other peers are still answered
    a.shares.push('heron song')
    expect((await asked(searchOf(b), 'heron')).names).toEqual(['heron song'])
  })

  it('ends everywhere when cancelled; empty and too long texts are not sent', async () => {
    const [a, b] = (await connectQueryNodes(net.bootstrap, 2, [[0, 1]])) as [QueryNode, QueryNode]
    const stop = new AbortController()
    const reached = new Promise<void>((resolve) =>
      Object.defineProperty(b.held, 'until', { get: () => (resolve(), new Promise(() => {})) }),
    )
    const end = all(searchOf(a).ask(understand('slow'), { signal: stop.signal }))
    await reached
    expect(a.flood.active).toBe(1)
    stop.abort()
    await end
    expect(a.flood.active).toBe(0)
    for (const text of ['', '   ', 'x'.repeat(600)])
      expect((await asked(searchOf(a), text)).last.silent).toBe('tooLong')
    expect(b.asked).toEqual(['slow'])
  })

  it('goes first to neighbours that answered well before', async () => {
    const clock = new ManualClock()
    const store = new Memory()
    const stats = new NeighbourStats({ store, clock })
    stats.answered('b', ['jazz', 'piano'])
    stats.answered('c', ['rock'])
    expect(stats.best(['a', 'b', 'c'], ['piano'])).toEqual(['b', 'c', 'a'])
    expect(stats.best(['a', 'b', 'c'], ['rock'])).toEqual(['c', 'b', 'a'])
    expect(new NeighbourStats({ store, clock }).best(['a', 'b', 'c'], ['piano'])[0]).toBe('b')
    // scores decay: a recent answer outweighs many old ones
    for (let i = 0; i < 6; i++) stats.answered('b', ['cello'])
    clock.advance(90 * 24 * 3_600_000)
    stats.answered('c', ['cello'])
    expect(stats.best(['b', 'c'], ['cello'])).toEqual(['c', 'b'])
    for (let i = 0; i < 5000; i++) stats.answered(`peer ${i}`, ['word'])
    expect(stats.size).toBeLessThanOrEqual(MAX_LEARNED)
    expect(store.rows.size).toBe(stats.size)
    expect(stats.best(['peer 1', 'peer 4999'], ['word'])[0]).toBe('peer 4999')
  })
})

describe('keywords', () => {
  const wordsOf = (text: string): string[] => wordsToFind(understand(text).query)

  it('are the words of names in any script, without numbers, short words and extensions', () => {
    expect(keywordsOfFile('Musik/Café_del-Mar 2004 of.flac')).toEqual(['cafe', 'del', 'mar', 'musik'])
    expect(keywordsOf('東京タワーの写真')).toContain('写真')
    expect(keywordsOf('x'.repeat(100))).toEqual([])
    expect(wordsOf('"blue note" -live type:audio artist:"Miles Davis" OR trumpet')).toEqual([
      'blue',
      'note',
      'miles',
      'davis',
      'trumpet',
    ])
    expect(wordsOf('曲名:ボレロ -(live OR demo) 種類:音楽 year:1928')).toEqual(['ぼれろ'])
    expect(keywordsOfFile('Klassik/01 track.flac', { title: 'Boléro', artist: 'Maurice Ravel' })).toEqual([
      'track',
      'bolero',
      'maurice',
      'ravel',
      'klassik',
    ])
  })

  it('are chosen to cover as many files as possible', () => {
    const cover = new Cover()
    // one word in half of the files, files with unique words only, and pairs that share a word
    for (let i = 0; i < 40; i++) cover.add(['live', `take${i}`, `pair${i >> 1}`])
    for (let i = 0; i < 10; i++) cover.add([`single${i}`])
    const candidates = cover.candidates()
    const all = new Map(candidates.map((word) => [word, 1]))
    const chosen = cover.choose(all, 32)
    expect(chosen[0]).toBe('live')
    expect(chosen.filter((word) => word.startsWith('single'))).toHaveLength(10)
    expect(chosen.filter((word) => word.startsWith('pair'))).toHaveLength(20)
    expect(new Set(chosen).size).toBe(chosen.length)
    // a word that is common at other peers is not announced: its files are found by their pairs
    expect(
      cover
        .choose(new Map([...all].map(([word, worth]) => [word, word === 'live' ? 0 : worth])), 30)
        .every((word) => !word.startsWith('take') && word !== 'live'),
    ).toBe(true)
    expect(cover.choose(all, 1000)).toHaveLength(candidates.length)
    expect(new Cover().choose(all, 5)).toEqual([])
  })

  it('are a greedy choice for any files', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        (files, most) => {
          const cover = new Cover()
          const named = files.map((words) => words.map((word) => `w${word}`))
          for (const words of named) cover.add(words)
          const chosen = cover.choose(new Map(cover.candidates().map((word) => [word, 1])), most)
          // the same rule, with all gains recomputed for each choice
          const left = named.map(() => 1)
          for (const word of chosen) {
            const gain = (one: string): number =>
              named.reduce((sum, words, i) => sum + (words.includes(one) ? (left[i] as number) : 0), 0)
            const best = Math.max(
              ...new Set(
                named
                  .flat()
                  .filter((one) => !chosen.slice(0, chosen.indexOf(word)).includes(one))
                  .map(gain),
              ),
            )
            expect(gain(word)).toBeCloseTo(best, 4)
            named.forEach((words, i) => {
              if (words.includes(word)) left[i] = (left[i] as number) * 0.3
            })
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('are announced within the budget, rare ones first, and withdrawn when announcing is off', async () => {
    const clock = new ManualClock()
    const others = new Map([
      ['music', 180],
      ['jazz', 10],
    ])
    const announced = new Set<string>()
    const settings = { values: { searchScope: 'network' as 'network' | 'local' } }
    const own = {
      async *entries() {
        for (let i = 0; i < 100; i++) {
          const name = `${i < 50 ? 'gamelan' : 'unknown'} ${String.fromCharCode(97 + (i % 26)).repeat(5)}.mp3`
          yield { path: `music/jazz/${name}`, entry: { root: new Uint8Array(32), size: 1, modified: 1 } }
        }
      },
    }
    const announcer = new KeywordAnnouncer({
      own,
      network: {
        places: new Map([['cc'.repeat(32), null]]),
        rendezvous: {
          announce: (topic) => announced.add(topic) !== undefined,
          withdraw: async (topic) => void announced.delete(topic),
          async *lookup() {},
        },
      },
      topicOf: (_community, word) => word,
      frequencies: { othersWith: (word) => others.get(word) ?? 0 },
      settings,
      clock,
      log: () => {},
    })
    clock.advance(2000)
    while (announced.size < 20) await new Promise((resolve) => setImmediate(resolve))
    expect([...announced].slice(0, 2).sort()).toEqual(['gamelan', 'unknown'])
    expect(announced.has('music')).toBe(false)
    expect(announced.size).toBeLessThanOrEqual(KEYWORD_BUDGET)
    expect(strength(0)).toBeGreaterThan(strength(20))
    expect(strength(60)).toBe(0)
    settings.values.searchScope = 'local'
    announcer.changed(true)
    clock.advance(1)
    while (announced.size > 0) await new Promise((resolve) => setImmediate(resolve))
    expect(announcer.keywords).toEqual([])
    await announcer.close()
  })
})
