import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rootTopic } from '../../main/network/discovery/dht-topics.ts'
import { topicOf } from '../../main/network/discovery/topic.ts'
import { makeOverlay, nextEvent } from '../helpers/overlay.ts'
import { context, TestNetwork, when } from '../helpers/nodes.ts'
import { all } from '../helpers/peer.ts'

const COMMUNITY = 'holders'

let testNetwork: TestNetwork
beforeAll(async () => {
  testNetwork = await TestNetwork.build(COMMUNITY)
})
afterAll(() => testNetwork.close())

test('a node is found on the DHT as a provider by a stranger that knows only the root', async () => {
  const ada = await testNetwork.start('Ada', { 'film.bin': randomBytes(1000) })
  const { rows } = await when(
    (async function* files() {
      for await (const _ of ada.handlers.library.folders(undefined, context))
        yield await ada.handlers.library.files({ text: '', offset: 0, limit: 10 }, context)
    })(),
    ({ rows: [first] }) => first?.root != null,
  )
  const root = rows[0]?.root as string
  const stranger = makeOverlay(testNetwork.net.bootstrap, 'Stranger', {
    community: COMMUNITY,
    policy: { wants: () => false },
  })
  const online = nextEvent(stranger, 'status', ({ state }) => state === 'online')
  await stranger.start()
  await online
  const topic = rootTopic(topicOf(COMMUNITY).toString('hex'), root)
  // each answer of the DHT takes some milliseconds; the announcement follows the library after two quiet seconds
  while (!(await all(stranger.rendezvous.lookup(topic))).includes(ada.publicKey));
  expect(await all(stranger.rendezvous.lookup(topic))).toEqual([ada.publicKey])

  // asked for nothing, found for nothing
  await ada.handlers.node.configure({ searchScope: 'local' }, context)
  while ((await all(stranger.rendezvous.lookup(topic))).length > 0);
  expect(await all(stranger.rendezvous.lookup(topic))).toEqual([])
})
