import { afterEach, expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock, systemClock } from '../../../main/base/clock.ts'
import { TokenBucket } from '../../../main/base/token-bucket.ts'
import { ProtocolViolation } from '../../../main/protocol/channel.ts'
import { verifyHead } from '../../../main/logs/head.ts'
import { Logs } from '../../../main/logs/logs.ts'
import { logHeadsProtocol } from '../../../main/protocol/log-heads.ts'
import { encodeProof } from '../../../main/domain/equivocation-proof.ts'
import { MAX_HEADS } from '../../../main/protocol/log-heads.ts'
import { cleanGossip, gossipNetwork } from './gossip-network.ts'
import { keyPair, person } from '../people.ts'
import type { SignedHead } from '../../../main/domain/signed-head.ts'

const cleanUp: (() => Promise<void> | void)[] = []
afterEach(async () => {
  cleanGossip()
  for (const step of cleanUp.splice(0).reverse()) await step()
})

/** The heads of a log of `name` with these blocks, made by Hypercore itself. */
async function headsOf(name: string, blocks: string[]): Promise<SignedHead[]> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-heads-'))
  cleanUp.push(() => rmSync(dir, { recursive: true, force: true }))
  const logs = await Logs.open({ dir, keyPair: keyPair(name), clock: systemClock, log: () => {} })
  const heads: SignedHead[] = []
  for (const block of blocks) {
    await logs.ratings.own.append(Buffer.from(block))
    heads.push(logs.ratings.head(person(name).publicKey)!)
  }
  await logs.close()
  return heads
}

test("Hypercore's own signatures over a log's head are verified without the log, and nothing else passes", async () => {
  const [first, second] = (await headsOf('eve', ['a', 'b'])) as [SignedHead, SignedHead]
  expect(verifyHead(first)).toBe(true)
  expect(verifyHead(second)).toBe(true)
  for (const wrong of [
    { ...second, length: 3 },
    { ...second, fork: 1 },
    { ...second, hash: first.hash },
    { ...second, signature: first.signature },
    { ...second, peer: person('bob').publicKey },
    { ...second, peer: 'x' },
    { ...second, signature: new Uint8Array(3) },
  ]) {
    expect(verifyHead(wrong)).toBe(false)
  }
})

test('two heads of one length: all connected peers have the verifiable proof after one round, once', async () => {
  const [one] = (await headsOf('eve', ['a'])) as [SignedHead]
  const [other] = (await headsOf('eve', ['b'])) as [SignedHead]
  const { nodes, connect, say } = gossipNetwork(12)
  for (let n = 1; n < 12; n++) for (const to of new Set([0, n - 1])) connect(n, to)
  await say([one])
  await say([one])
  expect(nodes[0]!.held).toEqual([one.peer, one.peer])
  await say([other])
  for (const { conflicts } of nodes)
    expect(conflicts.map(({ peer, length }) => [peer, length])).toEqual([[one.peer, 1]])
  // one that comes later hears of it when it connects
  const late = gossipNetwork(2)
  late.nodes[0]!.conflicts.push(nodes[5]!.conflicts[0]!)
  late.connect(1, 0)
  expect(late.nodes[1]!.conflicts).toHaveLength(1)
})

test('many proofs are sent within the rate limit of the protocol', async () => {
  const [one] = (await headsOf('eve', ['a'])) as [SignedHead]
  const { nodes, listen, clock } = gossipNetwork(1)
  const start = clock.now()
  for (let n = 0; n < 200; n++) {
    const head = { ...one, peer: n.toString(16).padStart(64, '0') }
    nodes[0]!.conflicts.push({
      peer: head.peer,
      length: 1,
      fork: 0,
      time: 0,
      proof: encodeProof({ one: head, other: { ...head, hash: new Uint8Array(32) }, parts: [] }),
    })
  }
  const times = listen()
  clock.advance(60_000)
  expect(times).toHaveLength(200)
  const heard = new ManualClock(start)
  const limit = new TokenBucket(logHeadsProtocol.rate!, heard)
  for (const time of times) {
    heard.advance(time - heard.now())
    expect(limit.take()).toBe(true)
  }
})

test('a head is compared again when its log closed during the comparison', async () => {
  const [head] = (await headsOf('eve', ['a'])) as [SignedHead]
  const answers: (() => Promise<boolean | null>)[] = [
    async () => null,
    () => Promise.reject(new Error('closed')),
    async () => false,
  ]
  let read = (_peer: string): void => {}
  const { nodes, say } = gossipNetwork(1, {
    agrees: () => answers.shift()!(),
    contradiction: async () => ({ one: head, other: { ...head, fork: 1 }, parts: [] }),
    onRead: (listener) => ((read = listener), () => {}),
  })
  await say([head])
  for (const conflicts of [0, 1]) {
    read(head.peer)
    await new Promise(setImmediate)
    expect(nodes[0]!.conflicts).toHaveLength(conflicts)
  }
})

test('a head or proof with a wrong signature proves nothing and costs its sender the connection', async () => {
  const [head] = (await headsOf('eve', ['a'])) as [SignedHead]
  const [other] = (await headsOf('eve', ['b'])) as [SignedHead]
  const forged = { ...head, hash: new Uint8Array(32).fill(1) }
  const { nodes, say, prove } = gossipNetwork(1)
  await expect(say([forged])).rejects.toThrow(ProtocolViolation)
  await expect(say([head, forged])).rejects.toThrow(ProtocolViolation)
  await expect(prove('proof', { one: head, other: forged })).rejects.toThrow(ProtocolViolation)
  await expect(prove('split', { one: head, other: forged, parts: [] })).rejects.toThrow(ProtocolViolation)
  // what is signed, but proves nothing, is no offence
  await prove('proof', { one: head, other: head })
  await prove('split', { one: head, other, parts: [{ size: 1, hash: head.hash }] })
  expect(nodes[0]!.conflicts).toEqual([])
  await prove('proof', { one: head, other })
  expect(nodes[0]!.conflicts.map(({ peer }) => peer)).toEqual([head.peer])
})

test('heads over the limit of a round are processed in the next one', async () => {
  const [head] = (await headsOf('eve', ['a'])) as [SignedHead]
  const [bob] = (await headsOf('bob', ['a'])) as [SignedHead]
  const { nodes, say, clock } = gossipNetwork(1, { verify: () => true })
  for (let n = 0; n < 10; n++)
    await say(Array.from({ length: MAX_HEADS }, (_, i) => ({ ...head, length: 1 + n * MAX_HEADS + i })))
  await say([bob])
  expect(nodes[0]!.held).toEqual(Array.from({ length: 512 }, () => head.peer))
  clock.advance(1000)
  await say([bob])
  expect(nodes[0]!.held.at(-1)).toBe(bob.peer)
})
