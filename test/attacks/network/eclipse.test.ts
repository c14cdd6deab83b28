import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import crypto from 'hypercore-crypto'
import { ManualClock } from '../../../main/base/clock.ts'
import type { InboundLimits } from '../../../main/network/budget/inbound-places.ts'
import type { PeerPolicy } from '../../../main/network/connection/peer-policy.ts'
import type { Overlay } from '../../../main/network/overlay.ts'
import { knows, makeOverlay } from '../../helpers/overlay.ts'
import { makeStrangers, reachable, reachableAt } from '../../helpers/siege.ts'
import type { Stranger } from '../../helpers/stranger.ts'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

/** A few places, so that a test fills them quickly. */
const FEW: InboundLimits = { total: 6, strangers: 4, perGroup: 4 }

async function besieged(community: string, policy: PeerPolicy = {}): Promise<Overlay> {
  const victim = makeOverlay(net.bootstrap, 'Victim', { community, policy })
  await victim.start()
  await reachable(victim)
  return victim
}

/** Strangers that connect one after the other, and say hello unless `silent`. */
async function siege(victim: Overlay, community: string, count: number, silent = false): Promise<Stranger[]> {
  const strangers = makeStrangers(net.bootstrap)
  const connected: Stranger[] = []
  for (let n = 0; n < count; n++) {
    const stranger = await strangers.connect(victim.publicKeyHex)
    connected.push(stranger)
    if (silent) continue
    const seen = Promise.race([knows(victim, stranger.key), stranger.gone])
    stranger.greet(community)
    await seen
  }
  return connected
}

describe('a node that strangers besiege', () => {
  it('of 80 keys still dials whom it finds, within 10 s', async () => {
    const community = 'Siege'
    const victim = await besieged(community)
    await siege(victim, community, 80)
    // it is found, but does not dial
    const honest = makeOverlay(net.bootstrap, 'Honest', { community, policy: { wants: () => false } })
    const begun = performance.now()
    const met = Promise.all([knows(victim, honest.publicKeyHex), knows(honest, victim.publicKeyHex)])
    await honest.start()
    await reachable(honest)
    victim.refresh()
    await met
    expect(performance.now() - begun).toBeLessThan(10_000)
    // and the documented number of places for strangers
    expect(victim.peers.size).toBe(64 + 1)
  }, 60_000)

  it('looks for the peer that it had no place for, and dials it', async () => {
    const community = 'Call back'
    const victim = await besieged(community, { inbound: FEW })
    await siege(victim, community, 8)
    expect(victim.peers.size).toBe(4)
    const honest = makeOverlay(net.bootstrap, 'Honest', { community })
    const met = knows(victim, honest.publicKeyHex)
    await honest.start()
    await met
  }, 20_000)

  it('answers whom it has no place for within the handshake, and gives no stream', async () => {
    const community = 'No place'
    const victim = await besieged(community, { inbound: FEW, wants: () => false })
    await siege(victim, community, 4)
    const begun = performance.now()
    const refused = await makeStrangers(net.bootstrap).connect(victim.publicKeyHex)
    expect(await refused.stream.opened).toBe(false)
    await refused.gone
    expect(refused.error).toMatchObject({ code: 'SERVER_ERROR' })
    // an unanswered handshake would take ten seconds
    expect(performance.now() - begun).toBeLessThan(5000)
    expect(victim.peers.size).toBe(4)
  }, 20_000)

  it('gives a place of strangers to another stranger 16 times at once, and to a trusted peer always', async () => {
    const community = 'Coming and going'
    const friend = crypto.keyPair()
    const friendKey = friend.publicKey.toString('hex')
    const inbound = { total: 4, strangers: 4, perGroup: 4 }
    const clock = new ManualClock(Date.UTC(2026, 0, 1))
    const policy = { inbound, wants: () => false, trusts: (peer: string) => peer === friendKey }
    const victim = makeOverlay(net.bootstrap, 'Victim', { community, policy, clock })
    await victim.start()
    await reachableAt(victim, clock)
    const strangers = makeStrangers(net.bootstrap)
    const come = async (): Promise<boolean> => (await strangers.connect(victim.publicKeyHex)).stream.opened
    const came = async (times: number): Promise<number> => {
      let places = 0
      for (let n = 0; n < times; n++) if (await come()) places++
      return places
    }
    expect(await came(4 + 16 + 8)).toBe(4 + 16)
    clock.advance(500)
    expect(await came(4)).toBe(2)
    const trusted = makeOverlay(net.bootstrap, 'Friend', { community, keyPair: friend })
    const met = knows(victim, friendKey)
    await trusted.start()
    await met
  }, 30_000)

  it('keeps places for trusted peers, and closes a stranger for one when all are taken', async () => {
    const community = 'Friends'
    const friends = Array.from({ length: 3 }, () => crypto.keyPair())
    const trusted = new Set(friends.map(({ publicKey }) => publicKey.toString('hex')))
    const victim = await besieged(community, {
      inbound: FEW,
      wants: () => false,
      trusts: (peer) => trusted.has(peer),
    })
    const strangers = await siege(victim, community, 8)
    expect(victim.peers.size).toBe(4)
    const left: string[] = []
    victim.on('peerLeft', ({ key }) => left.push(key))
    for (const keyPair of friends) {
      const friend = makeOverlay(net.bootstrap, 'Friend', { community, keyPair })
      const known = knows(victim, friend.publicKeyHex)
      await friend.start()
      await known
    }
    // the third one took the place of the oldest
    expect(left).toEqual([strangers[0]?.key])
    expect(victim.peers.size).toBe(6)
  }, 30_000)

  it('lets the silent ones go first', async () => {
    const community = 'Silent'
    const victim = await besieged(community, { inbound: FEW, wants: () => false })
    const silent = await siege(victim, community, 4, true)
    const honest = makeOverlay(net.bootstrap, 'Honest', { community })
    const known = knows(victim, honest.publicKeyHex)
    await honest.start()
    await known
    await silent[0]?.gone
    expect([...victim.peers.keys()]).toEqual([honest.publicKeyHex])
  }, 20_000)

  it('gives one network half of the places at most, while others come', async () => {
    const community = 'One network'
    const inbound = { total: 12, strangers: 12, perGroup: 2 }
    const victim = await besieged(community, { inbound, wants: () => false, addressGroup: () => 'the same' })
    await siege(victim, community, 20)
    expect(victim.peers.size).toBe(6)
  }, 20_000)
})
