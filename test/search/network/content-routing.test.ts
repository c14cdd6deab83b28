import { expect, test } from 'vitest'
import { rootTopic } from '../../../main/network/discovery/dht-topics.ts'
import { ContentRouting } from '../../../main/search/network/content-routing.ts'
import { all } from '../../helpers/peer.ts'

const ROOT = 'ab'.repeat(32)
const [CLUB, CHOIR] = ['01'.repeat(32), '02'.repeat(32)]

/** Routing over a network where `found` is announced under the root by community; all but `away` can be visited. */
function scene({ found = {}, excluded = [], away = [], localOnly = false, only }: Partial<Scene> = {}) {
  const called: string[] = []
  const topics = { announced: [] as string[], withdrawn: [] as string[] }
  const finder = new ContentRouting({
    network: {
      places: new Map([CLUB, CHOIR].map((id) => [id, null])),
      rendezvous: {
        announce: (topic) => topics.announced.push(topic) > 0,
        withdraw: async (topic) => void topics.withdrawn.push(topic),
        async *lookup(topic) {
          for (const id of [CLUB, CHOIR]) if (topic === rootTopic(id, ROOT)) yield* found[id] ?? []
        },
      },
      visits: { visit: async (peer) => (called.push(peer), !away.includes(peer)) },
    },
    topicOf: rootTopic,
    trust: { isExcluded: (peer) => excluded.includes(peer) },
    origins: { placesOf: () => (only ? new Set(only) : null) },
    settings: { values: { searchScope: localOnly ? 'local' : 'network' } },
  })
  return { finder, called, topics, wanted: [CLUB, CHOIR].map((id) => rootTopic(id, ROOT)) }
}
interface Scene {
  found: Record<string, string[]>
  excluded: string[]
  away: string[]
  localOnly: boolean
  /** The only communities that may see the content. */
  only: string[]
}

test('an excluded peer is not visited, and takes none of the four places', async () => {
  const { finder, called } = scene({
    found: { [CLUB]: ['eve', 'fay'], [CHOIR]: ['mallory'] },
    excluded: ['eve', 'mallory'],
  })
  expect(await all(finder.find(ROOT, undefined, ['mallory', 'ann', 'bob', 'cat', 'dan', 'ida']))).toEqual([
    'ann',
    'bob',
    'cat',
    'dan',
    'fay',
  ])
  expect(called).toEqual(['ann', 'bob', 'cat', 'dan', 'fay'])
})

test('unreachable providers are left out; those of all communities are found', async () => {
  const { finder } = scene({ found: { [CLUB]: ['ann', 'bob'], [CHOIR]: ['cat'] }, away: ['bob', 'dan'] })
  expect(await all(finder.find(ROOT, undefined, ['dan', 'ida']))).toEqual(['ida', 'ann', 'cat'])
})

test('with local scope only named providers are visited, without lookups or announcements', async () => {
  const { finder, topics } = scene({ found: { [CLUB]: ['ann'] }, localOnly: true })
  expect(await all(finder.find(ROOT, undefined, ['bob']))).toEqual(['bob'])
  expect(finder.announce(ROOT)).toBe(false)
  expect(topics.announced).toEqual([])
})

test('a content is announced and withdrawn in each community', async () => {
  const { finder, topics, wanted } = scene()
  expect(finder.announce(ROOT)).toBe(true)
  await finder.withdraw(ROOT)
  expect(topics).toEqual({ announced: wanted, withdrawn: wanted })
})

test('a content that came by one community is announced and looked up there only', async () => {
  const found = { [CLUB]: ['ann'], [CHOIR]: ['eve'] }
  const { finder, topics, wanted } = scene({ found, only: [CLUB] })
  expect(finder.announce(ROOT)).toBe(true)
  expect(topics).toEqual({ announced: [wanted[0]], withdrawn: [wanted[1]] })
  expect(await all(finder.find(ROOT))).toEqual(['ann'])
  const nowhere = scene({ found, only: [] })
  expect(nowhere.finder.announce(ROOT)).toBe(false)
  expect(await all(nowhere.finder.find(ROOT))).toEqual([])
})

test('a cancelled search visits no further peers', async () => {
  const stop = new AbortController()
  const { finder, called } = scene({ found: { [CLUB]: ['ann', 'bob'] } })
  for await (const _ of finder.find(ROOT, stop.signal)) stop.abort()
  expect(called).toEqual(['ann'])
})
