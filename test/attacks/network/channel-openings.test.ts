import crypto from 'hypercore-crypto'
import type Protomux from 'protomux'
import { expect, it } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { knows, makeOverlay, nextEvent } from '../../helpers/overlay.ts'
import { makeStrangers, reachableAt } from '../../helpers/siege.ts'
import { createLocalNet } from '../../helpers/testnet.ts'

/** Opens the log of an unknown key; resolves when the other side has answered that it does not have it. */
function openLog(mux: Protomux): Promise<void> {
  return new Promise((resolve) => {
    const id = crypto.randomBytes(32)
    mux.createChannel({ protocol: 'hypercore/alpha', id, onclose: () => resolve() })?.open()
  })
}

it('a peer that opens more than 1,024 channels at once, or 20 a second after that, is disconnected', async () => {
  const net = await createLocalNet()
  const clock = new ManualClock(Date.now())
  const victim = makeOverlay(net.bootstrap, 'Victim', { community: 'Openings', clock })
  await victim.start()
  await reachableAt(victim, clock)
  const stranger = await makeStrangers(net.bootstrap).connect(victim.publicKeyHex)
  const known = knows(victim, stranger.key)
  // the first channel
  const mux = stranger.greet('Openings')
  await known
  await Promise.all(Array.from({ length: 1023 }, () => openLog(mux)))
  clock.advance(1000)
  await Promise.all(Array.from({ length: 20 }, () => openLog(mux)))
  expect(victim.rejections).toBe(0)
  const refused = nextEvent(victim, 'rejected', ({ key }) => key === stranger.key)
  await openLog(mux)
  expect((await refused).reason).toBe('opens too many channels')
  await stranger.gone
  // the same key finds no place for a minute
  const strangers = makeStrangers(net.bootstrap)
  const again = await strangers.connect(victim.publicKeyHex, stranger.keyPair)
  await again.gone
  expect(again.stream.rawBytesRead).toBe(0)
  clock.advance(60_000)
  const pardoned = await strangers.connect(victim.publicKeyHex, stranger.keyPair)
  const seen = knows(victim, stranger.key)
  pardoned.greet('Openings')
  await seen
}, 30_000)
