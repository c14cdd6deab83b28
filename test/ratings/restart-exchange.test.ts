import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { declareRestart, type LogRestart } from '../../main/domain/rating-log/log-restart.ts'
import type { Overlay } from '../../main/network/overlay.ts'
import { logRestartsProtocol } from '../../main/protocol/log-restarts.ts'
import { LogRestarts } from '../../main/ratings/restarts/log-restarts.ts'
import { RestartExchange } from '../../main/ratings/restarts/restart-exchange.ts'
import { makeOverlay, meet, nextEvent } from '../helpers/overlay.ts'
import { createLocalNet } from '../helpers/testnet.ts'
import { keyPair, person } from './people.ts'

const NOW = Date.now()

/** A node that hears of restarts. `met`: peers that it knows. */
function listener(overlay: Overlay, me: string, met: string[] = []): LogRestarts {
  const signer = person(me)
  const restarts = new LogRestarts({ store: { all: () => [], save: () => {} }, signer, clock: systemClock })
  const exchange = new RestartExchange({
    self: signer.publicKey,
    hub: overlay.protocol(logRestartsProtocol),
    restarts,
    peers: { get: (key) => (met.includes(key) ? {} : undefined) },
    isRated: () => false,
    clock: systemClock,
  })
  onTestFinished(() => exchange.close())
  return restarts
}

const accepted = (restarts: LogRestarts, peer: string): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => void (restarts.of(peer).length > 0 && resolve())
    restarts.events.on('accepted', look)
    look()
  })

it('a restart reaches a neighbour of a neighbour; those of strangers are kept by nobody', async () => {
  const net = await createLocalNet()
  onTestFinished(() => net.destroy())
  const names = ['left', 'middle', 'right']
  const [left, middle, right] = names.map((name) =>
    makeOverlay(net.bootstrap, name, { community: `Restarts of ${name}`, keyPair: keyPair(name) }),
  ) as [Overlay, Overlay, Overlay]
  const alice = person('alice')
  const ends = { left: listener(left, 'left'), right: listener(right, 'right', [alice.publicKey]) }
  const between = listener(middle, 'middle', [alice.publicKey, person('left').publicKey])
  left.join('Restarts')
  middle.join('Restarts')
  await meet(left, middle)
  ends.left.declare(declareRestart(NOW, 3, person('left')))
  await accepted(between, person('left').publicKey)
  between.accept(declareRestart(NOW, 7, alice))
  right.join('Restarts')
  await meet(right, middle)
  await accepted(ends.right, alice.publicKey)
  expect(ends.right.of(alice.publicKey)).toMatchObject([{ epoch: NOW, length: 7 }])
  // neither met nor rated here
  expect(ends.left.of(alice.publicKey)).toEqual([])
}, 30_000)

it('a false declaration costs its sender the connection', async () => {
  const net = await createLocalNet()
  onTestFinished(() => net.destroy())
  const victim = makeOverlay(net.bootstrap, 'Victim', { community: 'False restarts' })
  const liar = makeOverlay(net.bootstrap, 'Liar', { community: 'False restarts' })
  const restarts = listener(victim, 'victim')
  const forged: LogRestart = { ...declareRestart(NOW, 3, person('alice')), length: 4 }
  liar.protocol(logRestartsProtocol).onOpen((channel) => channel.send('restarts', { restarts: [forged] }))
  const rejected = nextEvent(victim, 'rejected', ({ key }) => key === liar.publicKeyHex)
  await Promise.all([victim.start(), liar.start()])
  expect((await rejected).reason).toContain('a false signature')
  expect(restarts.all()).toEqual([])
}, 30_000)

it('a peer that speaks the old protocols alone stays connected', async () => {
  const net = await createLocalNet()
  onTestFinished(() => net.destroy())
  const node = makeOverlay(net.bootstrap, 'New', { community: 'Old and new', keyPair: keyPair('new') })
  const restarts = listener(node, 'new')
  restarts.declare(declareRestart(NOW, 3, person('new')))
  const old = makeOverlay(net.bootstrap, 'Old', { community: 'Old and new' })
  await meet(node, old)
  restarts.declare(declareRestart(NOW + 1, 3, person('new')))
  expect([node.rejections, old.rejections, node.peers.size]).toEqual([0, 0, 1])
}, 30_000)
