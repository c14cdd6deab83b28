import { randomBytes } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { toHex } from '../../main/base/hex.ts'
import { LimitedPeers } from '../../main/network/budget/limited-peers.ts'
import { queryTag } from '../../main/network/discovery/dht-topics.ts'
import { topicOf } from '../../main/network/discovery/topic.ts'
import type { Channel } from '../../main/protocol/channel.ts'
import { type QueryMessages, queryProtocol } from '../../main/protocol/query.ts'
import { sees, TestNetwork } from '../helpers/nodes.ts'
import { makeOverlay } from '../helpers/overlay.ts'

it('a peer that asks too many questions is shown as limited, and stays connected', async () => {
  const network = await TestNetwork.build('Askers')
  onTestFinished(() => network.close())
  const node = await network.start('node')
  const asker = makeOverlay(network.net.bootstrap, 'Asker', { community: 'Askers' })
  const opened = new Promise<Channel<QueryMessages>>((resolve) => void asker.protocol(queryProtocol).onOpen(resolve))
  await asker.start()
  const channel = await opened
  const tag = queryTag(toHex(topicOf('Askers')))
  const ask = (): boolean =>
    channel.send('ask', { id: randomBytes(16).toString('hex'), tag, ttl: 0, maxHits: 10, text: 'harbour' })
  ask()
  expect((await sees(node, asker.publicKeyHex, ({ online }) => online)).limited).toEqual([])
  // a burst of 40 is allowed
  for (let n = 0; n < 60; n++) ask()
  const row = await sees(node, asker.publicKeyHex, ({ limited }) => limited.length > 0)
  expect(row).toMatchObject({ limited: ['questions'], online: true })
}, 60_000)

it('a peer is limited until five minutes after it last wanted too much, and its budgets have an order', () => {
  const clock = new ManualClock()
  const limits = new LimitedPeers(clock)
  const changes: string[] = []
  limits.events.on('change', ({ key }) => changes.push(key))
  limits.exceeded('ann', 'uploads')
  limits.exceeded('ann', 'questions')
  limits.exceeded('ann', 'questions')
  expect(limits.of('ann')).toEqual(['questions', 'uploads'])
  expect(limits.of('ben')).toEqual([])
  expect(changes).toEqual(['ann', 'ann'])
  clock.advance(200_000)
  limits.exceeded('ann', 'questions')
  clock.advance(100_000)
  expect(limits.of('ann')).toEqual(['questions'])
  expect(changes).toEqual(['ann', 'ann', 'ann'])
  clock.advance(200_000)
  expect(limits.of('ann')).toEqual([])
  expect(changes).toEqual(['ann', 'ann', 'ann', 'ann'])
})
