import { afterAll, beforeAll, expect, it } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { keywordTopic, rootTopic } from '../../main/network/discovery/dht-topics.ts'
import type { Overlay } from '../../main/network/overlay.ts'
import { MAX_TOPICS, Rendezvous, type TopicDirectory } from '../../main/network/discovery/rendezvous.ts'
import { topicOf } from '../../main/network/discovery/topic.ts'
import { MAX_VISITS, OnDemandConnections } from '../../main/network/connection/on-demand-connections.ts'
import { all } from '../helpers/peer.ts'
import { makeOverlay, nextEvent } from '../helpers/overlay.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

const COMMUNITY = topicOf('Strangers').toString('hex')
const TOPIC = keywordTopic(COMMUNITY, 'zebrafish')

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

/** Members of one community that do not call each other. */
async function strangers(count: number): Promise<Overlay[]> {
  const overlays = Array.from({ length: count }, (_, i) =>
    makeOverlay(net.bootstrap, `s${i}`, { community: 'Strangers', policy: { wants: () => false } }),
  )
  await Promise.all(
    overlays.map(async (overlay) => {
      const online = nextEvent(overlay, 'status', ({ state }) => state === 'online')
      await overlay.start()
      await online
    }),
  )
  return overlays
}

/**
 * Resolves when everything wanted is announced; looks again at each answer of the DHT, which takes some milliseconds.
 */
async function announced({ rendezvous }: Overlay, seeker: Overlay, topic: string): Promise<void> {
  while (rendezvous.topics.announced < rendezvous.topics.wanted) await all(seeker.rendezvous.lookup(topic))
}

it('a look-up finds the announcers of a word until they withdraw it', async () => {
  const [holder, seeker] = (await strangers(2)) as [Overlay, Overlay]
  expect(await all(seeker.rendezvous.lookup(TOPIC))).toEqual([])
  expect(holder.rendezvous.announce(TOPIC)).toBe(true)
  await announced(holder, seeker, TOPIC)
  expect(await all(seeker.rendezvous.lookup(TOPIC))).toEqual([holder.publicKeyHex])
  expect(await all(holder.rendezvous.lookup(TOPIC))).toEqual([])
  expect(await all(seeker.rendezvous.lookup(keywordTopic(topicOf('Others').toString('hex'), 'zebrafish')))).toEqual([])
  await holder.rendezvous.withdraw(TOPIC)
  expect(await all(seeker.rendezvous.lookup(TOPIC))).toEqual([])
})

it('topics are withdrawn when the network closes, and announced again when it returns', async () => {
  const [holder, seeker] = (await strangers(2)) as [Overlay, Overlay]
  const topic = rootTopic(COMMUNITY, 'ab'.repeat(32))
  holder.rendezvous.announce(topic)
  await announced(holder, seeker, topic)
  await holder.stop()
  expect(await all(seeker.rendezvous.lookup(topic))).toEqual([])
  await holder.start()
  while ((await all(seeker.rendezvous.lookup(topic))).length === 0);
  expect(await all(seeker.rendezvous.lookup(topic))).toEqual([holder.publicKeyHex])
})

it('a visit connects two strangers, and fails for a key without a peer', async () => {
  const [holder, seeker] = (await strangers(2)) as [Overlay, Overlay]
  expect(seeker.peers.size).toBe(0)
  expect(
    await Promise.all([seeker.visits.visit(holder.publicKeyHex), seeker.visits.visit(holder.publicKeyHex)]),
  ).toEqual([true, true])
  expect([...seeker.peers.keys()]).toEqual([holder.publicKeyHex])
  expect(await seeker.visits.visit(holder.publicKeyHex)).toBe(true)
  const left = nextEvent(holder, 'peerLeft', ({ key }) => key === seeker.publicKeyHex)
  seeker.disconnect(holder.publicKeyHex, 'test')
  await left
  expect(seeker.visits.size).toBe(0)
})

it('visits are limited: the oldest ends first, unless it is in use', async () => {
  const clock = new ManualClock()
  const connected = new Set<string>()
  const gone: string[] = []
  const visits = new OnDemandConnections({
    clock,
    connections: {
      peers: connected,
      disconnect: (peer) => {
        gone.push(peer)
        connected.delete(peer)
      },
    },
    dialer: () => ({ dial: () => {}, hangUp: () => {}, isFound: (peer) => peer === 'neighbour' }),
  })
  const come = async (peer: string): Promise<void> => {
    const visit = visits.visit(peer)
    connected.add(peer)
    visits.arrived(peer)
    expect(await visit).toBe(true)
  }
  visits.isBusy = (peer) => peer === 'p0'
  for (let i = 0; i < MAX_VISITS; i++) await come(`p${i}`)
  await come('one more')
  expect(gone).toEqual(['p1'])
  clock.advance(130_000)
  expect([...connected]).toEqual(['p0'])
  const nobody = visits.visit('nobody')
  clock.advance(9000)
  expect(await nobody).toBe(false)
  await come('neighbour')
  clock.advance(130_000)
  expect(connected.has('neighbour')).toBe(true)
})

it('announcements stay within the budget, run two at a time, and are renewed in time', async () => {
  const clock = new ManualClock()
  const calls: string[] = []
  let finish: (() => void)[] = []
  const directory: TopicDirectory = {
    online: true,
    announce: (topic) => {
      calls.push(topic.toString('hex'))
      return new Promise((resolve) => finish.push(resolve))
    },
    withdraw: () => Promise.resolve(),
    async *lookup() {},
  }
  const rendezvous = new Rendezvous({ self: '00'.repeat(32), clock, directory: () => directory })
  const topics = Array.from({ length: MAX_TOPICS }, (_, i) => keywordTopic(COMMUNITY, `word ${i}`))
  for (const topic of topics) expect(rendezvous.announce(topic)).toBe(true)
  expect(rendezvous.announce(keywordTopic(COMMUNITY, 'too much'))).toBe(false)
  const settle = async (): Promise<void> => {
    while (finish.length > 0) {
      expect(finish.length).toBeLessThanOrEqual(2)
      const now = finish
      finish = []
      for (const one of now) one()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await settle()
  expect(calls).toEqual(topics)
  clock.advance(7 * 60_000)
  expect(calls.length).toBe(MAX_TOPICS)
  for (let minute = 7; minute < 11; minute++) {
    clock.advance(60_000)
    await settle()
  }
  expect(calls.length).toBe(2 * MAX_TOPICS)
})

it('a look-up ends when it is aborted', async () => {
  const [, seeker] = (await strangers(2)) as [Overlay, Overlay]
  const stop = new AbortController()
  stop.abort()
  expect(await all(seeker.rendezvous.lookup(TOPIC, { signal: stop.signal }))).toEqual([])
})
