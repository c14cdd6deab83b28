import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import { openIdentity } from '../../../main/identity/identity.ts'
import { sign, verify } from '../../../main/identity/signature.ts'
import { Logs } from '../../../main/logs/logs.ts'
import { encodeRating } from '../../../main/ratings/ingest/rating-block.ts'
import { encodeReceipt, signAsRequester } from '../../../main/domain/receipt.ts'
import { fullReceipt, person, ratingBlock, receiptBody, servedBlock } from '../../ratings/people.ts'
import { context, detailOf, sees, TestNetwork, when } from '../../helpers/nodes.ts'

let testNetwork: TestNetwork
beforeEach(async () => {
  testNetwork = await TestNetwork.build('forgers')
})
afterEach(() => testNetwork.close(), 60_000)

test('forged, replayed and half-signed receipts: ten nodes accept none, and count each with its reason', async () => {
  const dir = join(testNetwork.dir, 'mallory')
  await mkdir(dir, { mode: 0o700 })
  const identity = await openIdentity(dir)
  const mallory = {
    publicKey: identity.publicKeyHex,
    sign: (domain: string, message: Uint8Array) => sign(domain, message, identity.secretKey),
    verify,
  }
  const victim = await testNetwork.start('victim')
  const [friend, stranger] = [person('friend'), person('stranger')]
  const now = Date.now()
  const times = { time: now - 1000 }
  const ended = { started: now - 3000, ended: now - 2000 }
  // mallory has no key of the victim: its signature is mallory's own, or that of a friend
  const forged = {
    ...signAsRequester(
      receiptBody({ ...mallory, publicKey: victim.publicKey }, mallory, { nonce: '0a'.repeat(32), ...ended }),
      mallory,
    ),
    providerSignature: mallory.sign('receipt 1 provider', new Uint8Array(3)),
  }
  const tampered = Buffer.from(encodeReceipt(fullReceipt(friend, mallory, { nonce: '0b'.repeat(32), ...ended })))
  tampered[150] = (tampered[150] as number) ^ 1
  const rating = (receipt: Uint8Array | null, subject = victim.publicKey): Uint8Array =>
    encodeRating(ratingBlock(subject, { receipt, score: 0, reason: 'corrupt', ...times }))
  const blocks = [
    rating(encodeReceipt(forged)),
    rating(tampered, friend.publicKey),
    rating(null),
    // the provider's signature is good, mallory's own is not
    rating(
      encodeReceipt({
        ...fullReceipt(friend, mallory, { nonce: '0e'.repeat(32), ...ended }),
        requesterSignature: new Uint8Array(64).fill(7),
      }),
      friend.publicKey,
    ),
    // a receipt of others, and one for another provider
    rating(encodeReceipt(fullReceipt(friend, stranger, ended)), friend.publicKey),
    rating(encodeReceipt(fullReceipt(friend, mallory, { nonce: '0c'.repeat(32), ...ended }))),
    // one good receipt, and the same one again and again
    servedBlock(friend, mallory, 1, times),
    servedBlock(friend, mallory, 1, times),
    servedBlock(friend, mallory, 1, times),
    // signed by mallory alone: it is kept, and believed by nobody
    rating(
      encodeReceipt(
        signAsRequester(
          receiptBody({ ...mallory, publicKey: victim.publicKey }, mallory, {
            nonce: '0d'.repeat(32),
            outcome: 'corrupt',
            ...ended,
          }),
          mallory,
        ),
      ),
    ),
    Buffer.from('no rating at all'),
  ]
  const logs = await Logs.open({ dir: join(dir, identity.logs), keyPair: identity, clock: systemClock, log: () => {} })
  for (const block of blocks) await logs.ratings.own.append(block)
  await logs.close()
  const nodes = await Promise.all(Array.from({ length: 8 }, (_, n) => testNetwork.start(`node${n}`)))
  await testNetwork.start('mallory')
  for (const node of nodes) {
    const { reasons } = await when(node.handlers.peers.ignored(undefined, context), ({ total }) => total >= 11)
    expect(Object.fromEntries(reasons.map(({ reason, count }) => [reason, count]))).toEqual({
      'wrong-signature': 3,
      'no-receipt': 1,
      'wrong-rater': 1,
      'wrong-subject': 1,
      duplicate: 2,
      malformed: 1,
      'half-receipt': 1,
      'unknown-rater': 1,
    })
    await sees(node, victim, ({ online }) => online)
    const { peer, explanation, ratings } = await detailOf(node, victim, ({ ratings }) => ratings.length === 1)
    expect(peer.trust).toMatchObject({ u: null, count: 0, decision: 'new' })
    expect(ratings).toMatchObject([{ score: 0, receipt: false }])
    expect(explanation.sources.ignored).toEqual({ count: 1, reasons: [{ reason: 'half-receipt', count: 1 }] })
  }
}, 90_000)
