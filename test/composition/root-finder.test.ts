import { expect, test } from 'vitest'
import { findRoots } from '../../main/composition/root-finder.ts'
import { rootTopic } from '../../main/network/discovery/dht-topics.ts'
import { all } from '../helpers/peer.ts'

const ROOT = 'ab'.repeat(32)
const [CLUB, CHOIR] = ['01'.repeat(32), '02'.repeat(32)]

/**
 * A finder over a network in which `found` is announced under the root in each community, and everybody comes but
 * `away`.
 */
function scene({ found = {}, excluded = [], away = [], localOnly = false }: Partial<Scene> = {}) {
  const called: string[] = []
  const topics = { announced: [] as string[], withdrawn: [] as string[] }
  const finder = findRoots({
    overlay: {
      rendezvous: {
        announce: (topic) => topics.announced.push(topic) > 0,
        withdraw: async (topic) => void topics.withdrawn.push(topic),
        async *lookup(topic) {
          for (const id of [CLUB, CHOIR]) if (topic === rootTopic(id, ROOT)) yield* found[id] ?? []
        },
      },
      visits: { visit: async (peer) => (called.push(peer), !away.includes(peer)) },
    },
    communities: () => [CLUB, CHOIR],
    localOnly: () => localOnly,
    isExcluded: (peer) => excluded.includes(peer),
  })
  return { finder, called, topics, wanted: [CLUB, CHOIR].map((id) => rootTopic(id, ROOT)) }
}
interface Scene {
  found: Record<string, string[]>
  excluded: string[]
  away: string[]
  localOnly: boolean
}

test('an excluded peer is not called, whether it was named or found, and takes no place of the four that are', async () => {
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

test('who does not come is left out; whoever is found in any community counts', async () => {
  const { finder } = scene({ found: { [CLUB]: ['ann', 'bob'], [CHOIR]: ['cat'] }, away: ['bob', 'dan'] })
  expect(await all(finder.find(ROOT, undefined, ['dan', 'ida']))).toEqual(['ida', 'ann', 'cat'])
})

test('a search on this machine only calls those that are named, looks nobody up and announces nothing', async () => {
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

test('a search that is called off calls nobody else', async () => {
  const stop = new AbortController()
  const { finder, called } = scene({ found: { [CLUB]: ['ann', 'bob'] } })
  for await (const _ of finder.find(ROOT, stop.signal)) stop.abort()
  expect(called).toEqual(['ann'])
})
