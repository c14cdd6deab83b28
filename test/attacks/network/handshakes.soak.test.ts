import { afterAll, beforeAll, expect, it } from 'vitest'
import { knows, makeOverlay } from '../../helpers/overlay.ts'
import { makeStrangers, reachable } from '../../helpers/siege.ts'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

const STRANGERS = 150

it('a computer that begins handshakes over and over, under new keys, has few of them worked on', async () => {
  const community = 'Handshakes'
  const asked = new Set<string>()
  const victim = makeOverlay(net.bootstrap, 'Victim', {
    community,
    policy: {
      // this machine is not counted else
      addressGroup: (host) => host,
      // asked about each key that a handshake has shown
      firewall: (key) => (asked.add(key), false),
    },
  })
  await victim.start()
  await reachable(victim)
  const begun = performance.now()
  const strangers = makeStrangers(net.bootstrap)
  await Promise.all(
    Array.from({ length: STRANGERS }, async () => {
      const stranger = await strangers.connect(victim.publicKeyHex)
      stranger.stream.destroy()
      await stranger.gone
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  // 16 that come straight, 16 through the DHT, and 2 a second of both
  expect(asked.size).toBeLessThanOrEqual(32 + Math.ceil(4 * seconds))
  expect(asked.size).toBeGreaterThanOrEqual(16)

  // an honest peer of the same network meets it all the same
  const honest = makeOverlay(net.bootstrap, 'Honest', { community })
  await honest.start()
  await Promise.all([knows(victim, honest.publicKeyHex), knows(honest, victim.publicKeyHex)])
}, 60_000)
