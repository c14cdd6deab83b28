import { randomBytes } from 'node:crypto'
import crypto from 'hypercore-crypto'
import { systemClock } from '../../main/base/clock.ts'
import { queryTag } from '../../main/network/discovery/dht-topics.ts'
import { topicOf } from '../../main/network/discovery/topic.ts'
import { Overlay } from '../../main/network/overlay.ts'
import type { Channel } from '../../main/protocol/channel.ts'
import { type QueryMessages, queryProtocol } from '../../main/protocol/query.ts'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { openPeer } from './helpers/peer-page.ts'
import { goTo, row } from './helpers/ui.ts'

const COMMUNITY = 'askers'

/** A peer that asks 60 questions at once; 40 are allowed. */
async function startAsker(bootstrap: string): Promise<Overlay> {
  const keyPair = crypto.keyPair()
  const asker = new Overlay({
    keyPair,
    dht: { bootstrap: bootstrap.split(','), host: '127.0.0.1' },
    clock: systemClock,
    log: () => {},
  })
  asker.announce({ name: 'Ines', catalogueKey: Buffer.alloc(32) })
  asker.join(COMMUNITY)
  const opened = new Promise<Channel<QueryMessages>>((resolve) => void asker.protocol(queryProtocol).onOpen(resolve))
  await asker.start()
  const channel = await opened
  const tag = queryTag(topicOf(COMMUNITY).toString('hex'))
  for (let n = 0; n < 60; n++)
    channel.send('ask', { id: randomBytes(16).toString('hex'), tag, ttl: 0, maxHits: 10, text: `harbour ${n}` })
  return asker
}

test('a peer that asks too many questions is shown as limited, in its row and on its page', async ({
  page,
  bootstrap,
  serve,
}) => {
  const ben = await serve('ben', ['--name', 'Ben', '--community', COMMUNITY])
  const asker = await startAsker(bootstrap)
  await page.goto(ben.url)
  await goTo(page, 'peers')
  const limited = row(page, 'peer', 'Ines').getByTestId('peer-limited')
  await expect(limited).toHaveText('limited')
  await expect(limited).toHaveAttribute('title', 'limited: too many questions')
  await openPeer(page, 'Ines')
  await expect(page.getByTestId('peer-page').getByTestId('peer-limited')).toHaveText('limited: too many questions')
  await expectClean(page, 'a limited peer')
  await asker.destroy()
})
