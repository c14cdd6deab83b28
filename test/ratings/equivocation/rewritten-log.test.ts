import Corestore from 'corestore'
import { afterEach, expect, test } from 'vitest'
import type { SignedHead } from '../../../main/domain/signed-head.ts'
import { headOf, verifyHead } from '../../../main/logs/head.ts'
import { decodeProof, isProof, contradict } from '../../../main/domain/equivocation-proof.ts'
import { temporaryFolder } from '../../helpers/peer.ts'
import { cleanGossip, gossipNetwork } from './gossip-network.ts'
import { keyPair, person } from '../people.ts'

afterEach(cleanGossip)

const eve = person('eve').publicKey

/** A log of three blocks, cut to two and continued, by the library itself: its head before and after. */
async function rewritten(): Promise<{ before: SignedHead; after: SignedHead }> {
  const store = new Corestore(await temporaryFolder())
  try {
    const core = store.get({ keyPair: keyPair('eve') })
    await core.ready()
    for (const block of ['a', 'b', 'c']) await core.append(Buffer.from(block))
    const before = headOf(eve, core) as SignedHead
    await core.truncate(2)
    for (const block of ['x', 'y']) await core.append(Buffer.from(block))
    return { before, after: headOf(eve, core) as SignedHead }
  } finally {
    await store.close()
  }
}

test('the signed head of a rewritten log is a proof that is passed on and verified by strangers', async () => {
  const { before, after } = await rewritten()
  expect([before.fork, before.length, after.fork, after.length]).toEqual([0, 3, 1, 4])
  expect([verifyHead(before), verifyHead(after)]).toEqual([true, true])
  const { nodes, connect, say } = gossipNetwork(5)
  for (let n = 1; n < 5; n++) connect(n, n - 1)
  // the head alone, at a length of which nothing else was ever heard
  await say([after])
  for (const { conflicts } of nodes) expect(conflicts).toMatchObject([{ peer: eve, length: 4, fork: 1 }])
  const kept = decodeProof(nodes[4]!.conflicts[0]!.proof)!
  expect([verifyHead(kept.one), kept.one.fork]).toEqual([true, 1])
  // whoever comes later hears it from whoever is convinced
  const late = gossipNetwork(2)
  late.nodes[0]!.conflicts.push(nodes[4]!.conflicts[0]!)
  late.connect(1, 0)
  expect(late.nodes[1]!.conflicts).toMatchObject([{ peer: eve, fork: 1 }])
})

test('a grown log, or a fork that its owner did not sign, proves nothing', async () => {
  const { before, after } = await rewritten()
  const { nodes, say } = gossipNetwork(1)
  await say([before])
  await expect(say([{ ...after, signature: before.signature }])).rejects.toThrow('a false signature')
  await expect(say([{ ...before, fork: 1 }])).rejects.toThrow('a false signature')
  expect(nodes[0]!.conflicts).toEqual([])
})

test('a head of a forked log is a proof on either side; heads of a log that grew are not', async () => {
  const { before, after } = await rewritten()
  expect([
    contradict(after, after),
    contradict(before, after),
    contradict(after, before),
    contradict(before, before),
  ]).toEqual([true, true, true, false])
  expect(isProof({ one: after, other: after, parts: [] })).toBe(true)
  expect(isProof({ one: before, other: before, parts: [] })).toBe(false)
})
