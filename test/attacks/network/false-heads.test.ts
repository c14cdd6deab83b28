import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import type { SignedHead } from '../../../main/domain/signed-head.ts'
import { verifyEquivocationProof } from '../../../main/logs/equivocation.ts'
import { verifyHead } from '../../../main/logs/head.ts'
import type { Overlay } from '../../../main/network/overlay.ts'
import { logHeadsProtocol, type LogHeadMessages } from '../../../main/protocol/log-heads.ts'
import { Gossip } from '../../../main/ratings/equivocation/gossip.ts'
import type { Channel } from '../../../main/protocol/channel.ts'
import { makeOverlay, meet, nextEvent } from '../../helpers/overlay.ts'
import { createLocalNet } from '../../helpers/testnet.ts'

const forged: SignedHead = {
  peer: 'ab'.repeat(32),
  length: 7,
  fork: 0,
  hash: new Uint8Array(32).fill(1),
  signature: new Uint8Array(64).fill(2),
}

/** The gossip of a node that has no logs. */
function gossipOn(overlay: Overlay): void {
  const gossip = new Gossip({
    self: overlay.publicKeyHex,
    carries: () => true,
    hub: overlay.protocol(logHeadsProtocol),
    clock: systemClock,
    proofs: { conflicts: () => [], admit: () => false, takeWaiting: () => null },
    subscriptions: { offered: () => {} },
    logs: {
      heads: () => [],
      head: () => null,
      agrees: async () => null,
      contradiction: async () => null,
      verify: verifyHead,
      verifyEquivocationProof,
      onGrown: () => () => {},
      onRead: () => () => {},
    },
  })
  onTestFinished(() => gossip.close())
}

it.each<[string, (channel: Channel<LogHeadMessages>) => unknown]>([
  ['heads', (channel) => channel.send('heads', { heads: [forged] })],
  ['proof', (channel) => channel.send('proof', { one: forged, other: { ...forged, hash: new Uint8Array(32) } })],
  ['split', (channel) => channel.send('split', { one: forged, other: { ...forged, length: 8 }, parts: [] })],
])('a false signature in `%s` costs its sender the connection', async (type, lie) => {
  const net = await createLocalNet()
  const community = `False ${type}`
  const victim = makeOverlay(net.bootstrap, 'Victim', { community })
  const liar = makeOverlay(net.bootstrap, 'Liar', { community })
  gossipOn(victim)
  const channel = new Promise<Channel<LogHeadMessages>>(
    (resolve) => void liar.protocol(logHeadsProtocol).onOpen(resolve),
  )
  const refused = nextEvent(victim, 'rejected', ({ key }) => key === liar.publicKeyHex)
  await meet(victim, liar)
  lie(await channel)
  expect((await refused).reason).toBe(`hyoban/heads ${type}: a false signature`)
})
