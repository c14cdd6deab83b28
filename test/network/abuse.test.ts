import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as c from 'compact-encoding'
import { systemClock } from '../../main/base/clock.ts'
import type { Channel } from '../../main/protocol/channel.ts'
import { type Codec, restBytes } from '../../main/base/codec.ts'
import type { Overlay } from '../../main/network/overlay.ts'
import type { WireProtocol } from '../../main/protocol/codec.ts'
import { exclusionProtocol } from '../../main/protocol/exclusion.ts'
import { logHeadsProtocol } from '../../main/protocol/log-heads.ts'
import { handshakeProtocol } from '../../main/protocol/handshake.ts'
import { queryProtocol } from '../../main/protocol/query.ts'
import { transferProtocol, type TransferMessages } from '../../main/protocol/transfer.ts'
import { knows, makeOverlay, meet, nextEvent } from '../helpers/overlay.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

interface Numbers {
  number: number
}
/** What an honest peer speaks; the decoder throws every kind of error that protomux would let escape. */
const honest: WireProtocol<Numbers> = {
  name: 'test/numbers',
  version: 1,
  messages: {
    number: {
      encoding: {
        ...(c.uint as Codec<number>),
        decode(state) {
          const value = c.uint.decode(state)
          if (value === 66) throw new TypeError('sixty-six')
          if (value === 67) throw new RangeError('sixty-seven')
          return value
        },
      },
      maxBytes: 9,
    },
  },
  rate: { burst: 50, perSecond: 10 },
}
/** The same protocol spoken by somebody who sends whatever bytes he likes. */
const liar: WireProtocol<{ number: Uint8Array }> = {
  name: 'test/numbers',
  version: 1,
  messages: { number: { encoding: restBytes(1 << 22), maxBytes: 1 << 22 } },
}

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

interface Scene {
  victim: Overlay
  friend: Channel<Numbers>
  villain: Overlay
  lie: Channel<{ number: Uint8Array }>
}

/** A victim connected to a friend and a villain. */
async function scene(community: string): Promise<Scene> {
  const victim = makeOverlay(net.bootstrap, 'Victim', { community })
  const friend = makeOverlay(net.bootstrap, 'Friend', { community })
  const villain = makeOverlay(net.bootstrap, 'Villain', { community })
  victim.protocol(honest)
  const friendChannel = new Promise<Channel<Numbers>>((resolve) => {
    friend.protocol(honest).onOpen((channel) => channel.peer === victim.publicKeyHex && resolve(channel))
  })
  const lie = new Promise<Channel<{ number: Uint8Array }>>((resolve) => {
    villain.protocol(liar).onOpen((channel) => channel.peer === victim.publicKeyHex && resolve(channel))
  })
  await meet(victim, friend)
  await meet(victim, villain)
  await knows(friend, victim.publicKeyHex)
  return { victim, friend: await friendChannel, villain, lie: await lie }
}

describe('a peer that breaks the protocol', () => {
  it.each([
    ['an oversized message', Buffer.alloc(1 << 20), '1048576 bytes'],
    ['trailing bytes', Buffer.from([1, 1]), '1 trailing bytes'],
    ['a message that is cut off', Buffer.from([0xfd, 1]), ''],
    ['nothing at all', Buffer.alloc(0), ''],
    ['something that makes the decoder throw a TypeError', Buffer.from([66]), 'sixty-six'],
    ['something that makes the decoder throw a RangeError', Buffer.from([67]), 'sixty-seven'],
  ])('by sending %s loses its connection, and only that', async (what, bytes, why) => {
    const { victim, friend, villain, lie } = await scene(`Abuse ${what}`)
    const rejected = victim.once('rejected')
    const left = nextEvent(victim, 'peerLeft', ({ key }) => key === villain.publicKeyHex)
    lie.send('number', bytes)
    const { key, reason } = await rejected
    expect(key).toBe(villain.publicKeyHex)
    expect(reason).toContain(why)
    await left
    expect(victim.rejections).toBe(1)
    expect(friend.closed).toBe(false)
    expect([...victim.peers.values()].map(({ hello }) => hello.name)).toContain('Friend')
  })

  it('by sending too fast loses its connection', async () => {
    const { victim, villain, lie } = await scene('Flood')
    const rejected = victim.once('rejected')
    // far more than the burst: a slow machine earns 10 more for each second that it takes
    for (let i = 0; i < 500; i++) lie.send('number', Buffer.from([1]))
    expect(await rejected).toMatchObject({
      key: villain.publicKeyHex,
      reason: expect.stringContaining('too many') as string,
    })
  })

  it('is rate-limited on every protocol, but not at the full speed of transfers', async () => {
    for (const wire of [
      exclusionProtocol,
      logHeadsProtocol,
      handshakeProtocol,
      queryProtocol,
      transferProtocol,
    ] as WireProtocol<unknown>[])
      expect(wire.rate, wire.name).toBeDefined()
    // time stands still for what is counted: a slow machine would never send too much
    const now = Date.now()
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'Fast', clock: { ...systemClock, now: () => now } })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'Fast' })
    a.protocol<TransferMessages>(transferProtocol)
    const open = new Promise<Channel<TransferMessages>>(
      (resolve) => void b.protocol<TransferMessages>(transferProtocol).onOpen(resolve),
    )
    await meet(a, b)
    const channel = await open
    const rejected = a.once('rejected')
    let sent = 0
    const flood = async (): Promise<void> => {
      for (; !channel.closed && sent < 500_000; sent++) if (!channel.send('cancel', { id: 1 })) await channel.drained()
    }
    const [{ reason }] = await Promise.all([rejected, flood()])
    expect(reason).toContain('too many messages')
    expect(sent).toBeGreaterThan(40_000)
    // some seconds of work, and nothing but work
  }, 60_000)

  it('by writing garbage below the protocols does no harm', async () => {
    const community = 'Garbage'
    const victim = makeOverlay(net.bootstrap, 'Victim', { community })
    const friend = makeOverlay(net.bootstrap, 'Friend', { community })
    await meet(victim, friend)
    const samples = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 64 }), { numRuns: 12, seed: 7 })
    for (const garbage of [
      ...samples,
      Uint8Array.of(0, 1, 1, 255),
      Uint8Array.of(0, 0, 1, 253, 255, 255),
      Uint8Array.of(0, 2, 9),
      Uint8Array.of(0, 3, 200),
    ]) {
      const villain = makeOverlay(net.bootstrap, 'Villain', { community })
      const left = nextEvent(victim, 'peerLeft', ({ key }) => key === villain.publicKeyHex)
      villain.onConnection(async (stream, peer) => {
        if (peer !== victim.publicKeyHex) return
        // who has not met the villain cannot see it leave
        await knows(victim, villain.publicKeyHex)
        stream.write(Buffer.from(garbage))
        // An unknown channel is no offence; hanging up makes both outcomes end the same way.
        stream.end()
      })
      await villain.start()
      await left
      await villain.destroy()
    }
    expect(victim.peers.has(friend.publicKeyHex)).toBe(true)
  })

  it('by making one of our listeners fail does not end the process', async () => {
    const community = 'Clumsy'
    const lines: string[] = []
    const a = makeOverlay(net.bootstrap, 'Ada', { community, log: (line) => lines.push(line) })
    const b = makeOverlay(net.bootstrap, 'Bob', { community })
    a.protocol(honest).onOpen((channel) =>
      channel.on('number', () => {
        throw new TypeError('our own mistake')
      }),
    )
    const channel = new Promise<Channel<Numbers>>((resolve) => void b.protocol(honest).onOpen(resolve))
    await meet(a, b)
    const left = a.once('peerLeft')
    ;(await channel).send('number', 1)
    await left
    expect(lines.join()).toContain('our own mistake')
    expect(a.rejections).toBe(0)
  })
})
