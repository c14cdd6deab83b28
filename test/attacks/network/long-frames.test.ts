import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import type { Overlay } from '../../../main/network/overlay.ts'
import { arrivingFrame } from '../../../main/network/patches/frame-prefix.ts'
import { knows, makeOverlay, nextEvent } from '../../helpers/overlay.ts'
import { makeStrangers, reachableAt } from '../../helpers/siege.ts'
import type { Stranger } from '../../helpers/stranger.ts'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'

const KIB = 1024
const MIB = 1024 * KIB

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

/** A node whose timers fire only when the test says so: what ends a connection is not its time limit. */
async function victimIn(community: string): Promise<{ victim: Overlay; clock: ManualClock }> {
  const clock = new ManualClock(Date.now())
  const victim = makeOverlay(net.bootstrap, 'Victim', { community, clock })
  await victim.start()
  await reachableAt(victim, clock)
  return { victim, clock }
}

/** A stranger that has said hello. */
async function admitted(
  victim: Overlay,
  community: string,
  strangers = makeStrangers(net.bootstrap),
): Promise<Stranger> {
  const stranger = await strangers.connect(victim.publicKeyHex)
  const known = knows(victim, stranger.key)
  stranger.greet(community)
  await known
  return stranger
}

describe('a message that is too long', () => {
  it.each([
    ['16 MiB', 16 * MIB - 1],
    ['9 KiB', 9 * KIB],
  ])('of %s before the hello is refused by its length', async (_, length) => {
    const { victim } = await victimIn(`Before ${length}`)
    const stranger = await makeStrangers(net.bootstrap).connect(victim.publicKeyHex)
    const refused = nextEvent(victim, 'rejected', ({ key }) => key === stranger.key)
    stranger.begin(length, 2000)
    expect((await refused).reason).toBe(`a frame of ${length} bytes`)
    await stranger.gone
  })

  it('is refused of an admitted peer, too', async () => {
    const { victim } = await victimIn('After')
    const stranger = await admitted(victim, 'After')
    const refused = nextEvent(victim, 'rejected', ({ key }) => key === stranger.key)
    stranger.begin(9 * MIB + 1, 2000)
    expect((await refused).reason).toBe('a frame of 9437185 bytes')
    await stranger.gone
  })

  it('is none if protomux makes it: batches of 8 MiB and one message, right after the hello', async () => {
    const { victim } = await victimIn('Batch')
    const strangers = makeStrangers(net.bootstrap)
    const stranger = await strangers.connect(victim.publicKeyHex)
    const known = knows(victim, stranger.key)
    stranger.greet('Batch')
    // on a channel that is not open, where it is ignored
    stranger.stream.write(Buffer.alloc(8 * MIB + 256 * KIB, 200))
    await known
    // read after the batch: the next message is one too many
    const refused = nextEvent(victim, 'rejected', ({ key }) => key === stranger.key)
    stranger.stream.write(Buffer.alloc(9 * MIB, 200))
    expect((await refused).reason).toBe('a frame of 9437201 bytes')
  }, 30_000)
})

describe('messages that are begun', () => {
  it('and not carried on end the connection; slow ones do not', async () => {
    const { victim, clock } = await victimIn('Trickle')
    const streams = new Map<string, NoiseSecretStream>()
    victim.onConnection((stream, peer) => streams.set(peer, stream))
    const strangers = makeStrangers(net.bootstrap)
    const idle = await admitted(victim, 'Trickle', strangers)
    const slow = await admitted(victim, 'Trickle', strangers)
    const arrived = async ({ key }: Stranger, bytes: number): Promise<void> =>
      vi.waitFor(() => expect(arrivingFrame(streams.get(key)!)?.received).toBe(bytes), { timeout: 10_000 })
    for (const stranger of [idle, slow]) {
      stranger.begin(256 * KIB, 1000)
      await arrived(stranger, 1000)
    }
    for (let round = 1; round <= 3; round++) {
      slow.send(Buffer.alloc(16 * KIB - 1))
      if (round === 1) idle.send(Buffer.alloc(999))
      await vi.waitFor(() => {
        const raw = streams.get(slow.key)?.rawStream as { bytesReceived: number }
        expect(raw.bytesReceived).toBeGreaterThan(1000 + round * (16 * KIB - 1))
      })
      // what arrives in the middle of a message is told with the next packet after this time
      clock.advance(1000)
      slow.send(Buffer.alloc(1))
      await arrived(slow, 1000 + round * 16 * KIB)
      if (round === 1) idle.send(Buffer.alloc(1))
      if (round === 1) await arrived(idle, 2000)
      clock.advance(29_000)
      if (round === 1) await idle.gone
    }
    expect([...victim.peers.keys()]).toEqual([slow.key])
    // not a violation: its line may be bad
    expect(victim.rejections).toBe(0)
  }, 30_000)

  it('share 32 MiB on all connections: the longest ones go', async () => {
    const { victim } = await victimIn('Many')
    const honest = await admitted(victim, 'Many')
    honest.begin(256 * KIB, 100)
    const strangers = makeStrangers(net.bootstrap)
    const begun: Stranger[] = []
    for (let n = 0; n < 40; n++) {
      const stranger = await admitted(victim, 'Many', strangers)
      // its multiplexer may still answer the victim in the middle of the message
      stranger.begin(MIB, MIB - 1000)
      begun.push(stranger)
    }
    // 31 of 1 MiB and one of 256 KiB
    await Promise.all(begun.slice(0, 9).map(({ gone }) => gone))
    expect(victim.peers.size).toBe(32)
    expect(victim.peers.has(honest.key)).toBe(true)
  }, 60_000)
})
