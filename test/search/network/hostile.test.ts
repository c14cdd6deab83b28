import { randomBytes } from 'node:crypto'
import crypto from 'hypercore-crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel } from '../../../main/protocol/channel.ts'
import { restBytes } from '../../../main/base/codec.ts'
import { queryTag } from '../../../main/network/discovery/dht-topics.ts'
import type { WireProtocol } from '../../../main/protocol/codec.ts'
import { queryProtocol, type QueryMessages } from '../../../main/protocol/query.ts'
import { knows, makeOverlay, nextEvent } from '../../helpers/overlay.ts'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'
import { ask, COMMUNITY, COMMUNITY_ID, hitOf, connectQueryNodes, type QueryNode } from './query-nodes.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

const TAG = queryTag(COMMUNITY_ID)
const newId = (): string => randomBytes(16).toString('hex')

/** A friend, a victim and a villain connected in a line, with the villain's channel to the victim. */
async function scene(): Promise<{
  friend: QueryNode
  victim: QueryNode
  villain: QueryNode
  channel: Channel<QueryMessages>
}> {
  const [friend, victim, villain] = (await connectQueryNodes(net.bootstrap, 3, [
    [0, 1],
    [1, 2],
  ])) as [QueryNode, QueryNode, QueryNode]
  victim.shares.push('treasure map')
  villain.flood.close()
  return { friend, victim, villain, channel: villain.hub.channels.get(victim.key) as Channel<QueryMessages> }
}

const loses = ({ victim, villain }: { victim: QueryNode; villain: QueryNode }): Promise<unknown> =>
  nextEvent(victim.overlay, 'peerLeft', ({ key }) => key === villain.key)

describe('a hostile neighbour', () => {
  it('that floods is limited and then disconnected, while an honest peer is served', async () => {
    const { friend, victim, villain, channel } = await scene()
    const answered: string[] = []
    let refused = 0
    const all = new Promise<void>((resolve) => {
      channel.on('answer', ({ id }) => answered.push(id))
      channel.on('done', ({ peers }) => {
        if (peers === 0 && ++refused === 400) resolve()
      })
    })
    for (let i = 0; i < 500; i++) channel.send('ask', { id: newId(), tag: TAG, ttl: 2, maxHits: 10, text: 'treasure' })
    await all
    expect(answered.length).toBeLessThan(60)
    expect((await ask(friend, 'treasure')).hits).toEqual([hitOf('treasure map', victim.key)])
    const gone = loses({ victim, villain })
    for (let i = 0; i < 2000; i++) channel.send('ask', { id: newId(), tag: TAG, ttl: 2, maxHits: 10, text: 'treasure' })
    await gone
    expect((await ask(friend, 'treasure')).hits.length).toBe(1)
  })

  it('that replays a query gets no second answer, and the query is not forwarded again', async () => {
    const { friend, victim, channel } = await scene()
    const id = newId()
    const ends: number[] = []
    const third = new Promise<void>((resolve) => channel.on('done', ({ peers }) => ends.push(peers) === 3 && resolve()))
    for (let i = 0; i < 3; i++) channel.send('ask', { id, tag: TAG, ttl: 1, maxHits: 10, text: 'treasure' })
    await third
    expect(ends.sort()).toEqual([0, 0, 2])
    expect(victim.asked).toEqual(['treasure'])
    expect(friend.asked).toEqual(['treasure'])
  })

  it('that sends unsolicited answers or asks in a foreign community is ignored, then disconnected', async () => {
    const { victim, villain, channel } = await scene()
    const told = new Promise<number>((resolve) => channel.on('done', ({ peers }) => resolve(peers)))
    channel.send('ask', { id: newId(), tag: queryTag('ab'.repeat(32)), ttl: 2, maxHits: 10, text: 'treasure' })
    expect(await told).toBe(0)
    expect(victim.asked).toEqual([])
    const gone = loses({ victim, villain })
    for (let i = 0; i < 300; i++) channel.send('answer', { id: newId(), hits: [hitOf('fake', villain.key)] })
    await gone
  })

  it('that sends more hits than wanted is disconnected, and none is forwarded', async () => {
    const { victim, villain, channel } = await scene()
    const gone = loses({ victim, villain })
    channel.on('ask', ({ id, maxHits }) => {
      channel.send('answer', {
        id,
        hits: Array.from({ length: maxHits + 1 }, (_, i) => hitOf(`fake ${i}`, villain.key)),
      })
    })
    expect((await ask(victim, 'anything', { maxHits: 10 })).hits).toEqual([])
    await gone
  })

  it('that lies about its counts is believed up to a limit', async () => {
    const { victim, channel } = await scene()
    channel.on('ask', ({ id }) => channel.send('done', { id, peers: 3, answered: 10_000 }))
    expect(await ask(victim, 'anything')).toMatchObject({ hits: [], answered: 3, peers: 4 })
  })

  it.each([
    ['a giant answer', 'answer', Buffer.alloc(1 << 16)],
    ['a query of a megabyte', 'ask', Buffer.alloc(1 << 20, 0x61)],
    [
      'a query for more hops than there are',
      'ask',
      Buffer.concat([Buffer.alloc(32), Buffer.from([9, 10, 1, 0, 0x61])]),
    ],
    ['text that is no UTF-8', 'ask', Buffer.concat([Buffer.alloc(32), Buffer.from([1, 10, 2, 0, 0xc3, 0x28])])],
  ] as const)('that sends %s loses its connection', async (_what, type, bytes) => {
    const [victim] = (await connectQueryNodes(net.bootstrap, 1, [])) as [QueryNode]
    const raw = { encoding: restBytes(1 << 22), maxBytes: 1 << 22 }
    const liar: WireProtocol<Record<keyof QueryMessages, Uint8Array>> = {
      name: queryProtocol.name,
      version: queryProtocol.version,
      messages: { ask: raw, answer: raw, done: raw, cancel: raw },
    }
    const villain = makeOverlay(net.bootstrap, 'Villain', { community: COMMUNITY, keyPair: crypto.keyPair() })
    const opened = new Promise<Channel<Record<keyof QueryMessages, Uint8Array>>>((resolve) =>
      villain.protocol(liar).onOpen((channel) => channel.peer === victim.key && resolve(channel)),
    )
    await villain.start()
    await knows(victim.overlay, villain.publicKeyHex)
    const rejected = nextEvent(victim.overlay, 'rejected', ({ key }) => key === villain.publicKeyHex)
    ;(await opened).send(type, bytes)
    await rejected
    expect(victim.asked).toEqual([])
  })
})
