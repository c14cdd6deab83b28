import { expect, test } from 'vitest'
import type { Channel, ChannelHub } from '../../../main/protocol/channel.ts'
import { ManualClock } from '../../../main/base/clock.ts'
import { seededRandom } from '../../../main/base/random.ts'
import { Flood } from '../../../main/search/network/flood/flood.ts'
import { Neighbourhood } from '../../../main/search/network/flood/neighbourhood.ts'
import { NeighbourStats } from '../../../main/search/network/flood/neighbour-stats.ts'
import { Memory } from './search-of.ts'
import type { QueryMessages } from '../../../main/protocol/query.ts'

const [COMMUNITY, TAG] = ['aa'.repeat(32), 'bb'.repeat(16)]

/** A flood with thirty neighbours that never answer, and the list of those that were asked. */
function connectedFlood(): { flood: Flood; stats: NeighbourStats; asked: string[] } {
  const asked: string[] = []
  const channels = new Map(
    Array.from({ length: 30 }, (_, i): [string, Channel<QueryMessages>] => {
      const peer = `peer ${i}`
      return [
        peer,
        {
          peer,
          closed: false,
          arrivedBytes: 0,
          drained: () => Promise.resolve(),
          onClose: () => {},
          close: () => {},
          send: (type) => {
            if (type === 'ask') asked.push(peer)
            return true
          },
          on: () => {},
        },
      ]
    }),
  )
  const hub: ChannelHub<QueryMessages> = { channels, onOpen: () => () => {} }
  const clock = new ManualClock()
  const random = seededRandom(4)
  const stats = new NeighbourStats({ store: new Memory(), clock })
  const common = { communities: new Set([COMMUNITY]) }
  const neighbourhood = new Neighbourhood({
    hub,
    network: {
      places: new Map([[COMMUNITY, null]]),
      peers: new Map([...channels.keys()].map((peer) => [peer, common])),
      disconnect: () => {},
    },
    trust: { isExcluded: (peer) => peer === 'peer 29' },
    ranking: stats,
    tagOf: () => TAG,
    random,
  })
  const flood = new Flood({ hub, neighbourhood, answers: { answer: () => [] }, clock, random, log: () => {} })
  return { flood, stats, asked }
}

test('the neighbours that answered such words best are asked, and two at random', () => {
  const { flood, stats, asked } = connectedFlood()
  const good = [3, 7, 11, 13, 17, 19, 23, 27].map((n) => `peer ${n}`)
  for (const peer of good) stats.answered(peer, ['jazz', 'piano'])
  // good at something else, and good but excluded
  for (let i = 0; i < 5; i++) stats.answered('peer 1', ['rock'])
  for (let i = 0; i < 9; i++) stats.answered('peer 29', ['jazz'])
  const lucky = new Set<string>()
  for (let round = 0; round < 20; round++) {
    asked.length = 0
    const onAsk: string[] = []
    const cancel = flood.ask({
      text: 'jazz trio',
      words: ['jazz', 'trio'],
      community: COMMUNITY,
      ttl: 2,
      maxHits: 10,
      onAsk: (peers) => onAsk.push(...peers),
      onHits: () => {},
      onProgress: () => {},
      onEnd: () => {},
    })
    expect(new Set(asked).size).toBe(10)
    expect([...asked].sort()).toEqual([...onAsk].sort())
    expect(asked).toEqual(expect.arrayContaining(good))
    for (const peer of asked) if (!good.includes(peer)) lucky.add(peer)
    cancel()
  }
  // peers that were never asked have a chance to show what they have
  expect(lucky.size).toBeGreaterThan(10)
  expect(lucky.has('peer 29')).toBe(false)
})
