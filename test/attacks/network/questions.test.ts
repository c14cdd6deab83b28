import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import { queryTag } from '../../../main/network/discovery/dht-topics.ts'
import type { Channel } from '../../../main/protocol/channel.ts'
import type { QueryMessages } from '../../../main/protocol/query.ts'
import { Finder, type FindRequest } from '../../../main/search/local/finder.ts'
import { SearchThreads } from '../../../main/search/local/search-threads.ts'
import { IndexAnswers } from '../../../main/search/network/local-answers.ts'
import { understand } from '../../../main/search/query/parser.ts'
import { Search } from '../../../main/search/search.ts'
import { entryReader } from '../../../main/store/search/search-connection.ts'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'
import { ANN, Fixture, put, SELF, trust } from '../../search/fixture.ts'
import { ask, COMMUNITY_ID, connectQueryNodes, hitOf, type QueryNode } from '../../search/network/query-nodes.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

const TAG = queryTag(COMMUNITY_ID)

/** A friend and a villain on real connections to a victim that takes its time for each answer. */
async function slowVictim(): Promise<{
  friend: QueryNode
  victim: QueryNode
  villain: Channel<QueryMessages>
  answer(): void
}> {
  const [friend, victim, villain] = (await connectQueryNodes(net.bootstrap, 3, [
    [0, 1],
    [1, 2],
  ])) as [QueryNode, QueryNode, QueryNode]
  victim.shares.push('treasure map')
  villain.flood.close()
  const held = Promise.withResolvers<void>()
  victim.held.until = held.promise
  return { friend, victim, villain: villain.hub.channels.get(victim.key)!, answer: () => held.resolve() }
}

const question = (text: string): QueryMessages['ask'] => ({
  id: randomBytes(16).toString('hex'),
  tag: TAG,
  ttl: 0,
  maxHits: 100,
  text,
})

test('one key that asks 40 questions at once delays its neighbours by one question', async () => {
  const { friend, victim, villain, answer } = await slowVictim()
  const ended = Promise.withResolvers<void>()
  let done = 0
  villain.on('done', () => ++done === 40 && ended.resolve())
  for (let i = 0; i < 40; i++) villain.send('ask', question(`treasure ${i}`))
  while (victim.flood.active < 40 - done) await new Promise((resolve) => setImmediate(resolve))
  const asked = ask(friend, 'treasure', { ttl: 0 })
  while (victim.flood.active < 41 - done) await new Promise((resolve) => setImmediate(resolve))
  expect(victim.asked).toEqual(['treasure 0'])
  answer()
  expect((await asked).hits).toEqual([hitOf('treasure map', victim.key)])
  expect(victim.asked.indexOf('treasure')).toBeLessThanOrEqual(2)
  await ended.promise
  // eight of the others waited; the rest was too much
  expect(victim.asked).toHaveLength(10)
})

test('a question is given up when its asker cancels it or leaves', async () => {
  const { victim, villain, answer } = await slowVictim()
  const questions = [0, 1, 2].map((i) => question(`treasure ${i}`))
  for (const one of questions) villain.send('ask', one)
  while (victim.flood.active < 3) await new Promise((resolve) => setImmediate(resolve))
  for (const { id } of questions) villain.send('cancel', { id })
  while (victim.flood.active > 0) await new Promise((resolve) => setImmediate(resolve))
  answer()
  expect(victim.asked).toEqual(['treasure 0'])
})

test('a question of a peer never runs in the main thread, however small the index is', async () => {
  const fixture = new Fixture()
  for (let i = 0; i < 20; i++) fixture.add(SELF, put(`harbour ${i}.txt`, i))
  const inMain: FindRequest[] = []
  const finder = new Finder(entryReader(fixture.database, () => systemClock.now()))
  const find = finder.find.bind(finder)
  finder.find = (request, check) => {
    inMain.push(request)
    return find(request, check)
  }
  const threads = new SearchThreads(fixture.database.path)
  const search = new Search({
    self: SELF,
    index: fixture.index,
    executors: { finder, threads },
    peers: {
      trust: { trustOf: () => trust('new') },
      names: { named: (peer) => ({ name: peer, fingerprint: '' }) },
      presence: { isOnline: () => true },
    },
    indexer: fixture,
    clock: systemClock,
  })
  const answers = new IndexAnswers({ self: SELF, index: fixture.index, search, network: { peers: new Map() } })
  const signal = new AbortController().signal
  const hits = await answers.answer(understand('harbour'), COMMUNITY_ID, 100, signal)
  expect(hits).toHaveLength(20)
  expect(hits.every(({ holder }) => holder === SELF && holder !== ANN)).toBe(true)
  expect(inMain).toEqual([])
  // the user's own search of a small index does
  search.run({ text: 'harbour', kinds: [], limit: 10 })
  expect(inMain).toHaveLength(1)
  await threads.close()
  fixture.end()
})
