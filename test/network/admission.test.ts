import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import crypto, { type KeyPair } from 'hypercore-crypto'
import { systemClock } from '../../main/base/clock.ts'
import type { Overlay } from '../../main/network/overlay.ts'
import { knows, makeOverlay, meet, nextEvent } from '../helpers/overlay.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

describe('firewall', () => {
  it('refuses peers, closes their open connections, and readmits them', async () => {
    const refused = new Set<string>()
    const a = makeOverlay(net.bootstrap, 'Ada', {
      community: 'Walled',
      policy: { firewall: (peer) => refused.has(peer) },
    })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'Walled' })
    await meet(a, b)
    refused.add(b.publicKeyHex)
    const left = Promise.all([a.once('peerLeft'), b.once('peerLeft')])
    a.applyFirewall()
    await left
    // A third peer proves that time has passed and connections work, while b stays out.
    const d = makeOverlay(net.bootstrap, 'Dan', { community: 'Walled' })
    await meet(a, d)
    b.refresh()
    await knows(b, d.publicKeyHex)
    expect(a.peers.has(b.publicKeyHex)).toBe(false)
    refused.clear()
    const back = nextEvent(a, 'peer', ({ key }) => key === b.publicKeyHex)
    a.applyFirewall()
    await back
  })
})

describe('an excluded peer', () => {
  it('does not dial, and reconnects at once when readmitted, whichever key is larger', async () => {
    const keys = [crypto.keyPair(), crypto.keyPair()].sort((one, other) =>
      Buffer.compare(one.publicKey, other.publicKey),
    ) as [KeyPair, KeyPair]
    for (const [host, guest] of [keys, keys.toReversed()] as [KeyPair, KeyPair][]) {
      const refused = new Set<string>()
      const a = makeOverlay(net.bootstrap, 'Ada', {
        keyPair: host,
        community: 'Door',
        policy: {
          firewall: (peer) => refused.has(peer),
          exclusionReason: (peer) => (refused.has(peer) ? 'blocked' : null),
        },
      })
      const b = makeOverlay(net.bootstrap, 'Bob', { keyPair: guest, community: 'Door' })
      await meet(a, b)
      const shut = async (): Promise<void> => {
        const told = b.once('excludedBy')
        const left = b.once('peerLeft')
        refused.add(b.publicKeyHex)
        a.applyFirewall()
        // at once, while its connection is still open for it to be told
        expect(a.peers.has(b.publicKeyHex)).toBe(false)
        await Promise.all([told, left])
      }
      const letIn = async (): Promise<void> => {
        const back = Promise.all([
          nextEvent(a, 'peer', ({ key }) => key === b.publicKeyHex),
          nextEvent(b, 'peer', ({ key }) => key === a.publicKeyHex),
        ])
        refused.clear()
        a.applyFirewall()
        await back
      }
      await shut()
      await letIn()
      // the library would call again after 1 s, and be left without an answer for 10: nothing tells of that moment but
      // the time
      await shut()
      const d = makeOverlay(net.bootstrap, 'Dan', { community: 'Door' })
      await new Promise<void>((resolve) => void systemClock.after(2500, resolve))
      await meet(a, d)
      await letIn()
      // while it is being told
      const told = b.once('excludedBy')
      refused.add(b.publicKeyHex)
      a.applyFirewall()
      await letIn()
      await told
      await Promise.all([a, b, d].map((overlay) => overlay.destroy()))
    }
  }, 60_000)
})

describe('inbound connections', () => {
  it('are limited: a peer over the limit is admitted once there is room', async () => {
    const community = 'Crowded'
    const inbound = { total: 2, strangers: 2, perGroup: 2 }
    const host = makeOverlay(net.bootstrap, 'Host', { community, policy: { inbound, wants: () => false } })
    const [a, b, late] = ['Ada', 'Bob', 'Late'].map((name) => makeOverlay(net.bootstrap, name, { community })) as [
      Overlay,
      Overlay,
      Overlay,
    ]
    await meet(host, a)
    await meet(host, b)
    await meet(late, a)
    late.refresh()
    await meet(late, b)
    expect([...host.peers.keys()].sort()).toEqual([a.publicKeyHex, b.publicKeyHex].sort())
    const back = nextEvent(host, 'peer', ({ key }) => key === late.publicKeyHex)
    await b.destroy()
    late.refresh()
    await back
  })
})
