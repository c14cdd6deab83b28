import caps from 'hypercore/lib/caps.js'
import Verifier from 'hypercore/lib/verifier.js'
import crypto from 'hypercore-crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SignedHead } from '../../../main/domain/signed-head.ts'
import type { Overlay } from '../../../main/network/overlay.ts'
import type { HyobanNode } from '../../../main/node.ts'
import type { Channel } from '../../../main/protocol/channel.ts'
import { type LogHeadMessages, logHeadsProtocol } from '../../../main/protocol/log-heads.ts'
import { callingKeys, type KeyPair } from '../../helpers/keys.ts'
import { context, sees, TestNetwork, when } from '../../helpers/nodes.ts'
import { makeOverlay } from '../../helpers/overlay.ts'

let testNetwork: TestNetwork
beforeEach(async () => {
  testNetwork = await TestNetwork.build('made up')
})
const overlays: Overlay[] = []
afterEach(async () => {
  await Promise.all(overlays.splice(0).map((overlay) => overlay.destroy()))
  await testNetwork.close()
}, 60_000)

async function startOverlay(keyPair: KeyPair): Promise<Overlay> {
  const overlay = makeOverlay(testNetwork.net.bootstrap, 'Talker', { community: 'made up', keyPair })
  overlays.push(overlay)
  await overlay.start()
  return overlay
}

/** A head of length 1 as Hypercore would sign it. */
function head({ publicKey, secretKey }: KeyPair, content: number): SignedHead {
  const hash = Buffer.alloc(32, content)
  const signature = Verifier.fromManifest({ version: 1, signers: [{ publicKey }] }).sign(
    { signable: (manifest) => caps.treeSignable(manifest, hash, 1, 0) },
    { publicKey, secretKey },
  )
  return { peer: publicKey.toString('hex'), length: 1, fork: 0, hash, signature }
}

const proofAgainst = (keys: KeyPair): LogHeadMessages['proof'] => ({ one: head(keys, 1), other: head(keys, 2) })

/** A peer that only talks about the logs of others, and listens for proofs. */
async function makeTalker(node: HyobanNode, keyPair: KeyPair) {
  const overlay = await startOverlay(keyPair)
  const hub = overlay.protocol(logHeadsProtocol)
  let heard = (_peer: string): void => {}
  const told = new Promise<string>((resolve) => (heard = resolve))
  const opened = new Promise<Channel<LogHeadMessages>>((resolve) => {
    hub.onOpen((channel) => {
      if (channel.peer !== node.publicKey) return
      channel.on('proof', ({ one }) => heard(one.peer))
      resolve(channel)
    })
  })
  return { channel: await opened, key: overlay.publicKeyHex, told }
}

const excludedBy = async (node: HyobanNode, count: number): Promise<string[]> => {
  const rows = await when(node.handlers.peers.excluded(undefined, context), ({ length }) => length >= count)
  return rows.map(({ peer }) => peer.publicKey)
}

test('proofs against made-up keys list no peers, exclude none, and displace no real one', async () => {
  const ann = await testNetwork.start('ann')
  const liar = await makeTalker(ann, callingKeys())
  const ben = callingKeys()
  const { key: benKey } = await makeTalker(ann, ben)
  await sees(ann, benKey, ({ online }) => online)
  const madeUp = Array.from({ length: 40 }, () => crypto.keyPair())
  for (const keys of madeUp) liar.channel.send('proof', proofAgainst(keys))
  // messages arrive in order: this one, against a peer that was met, is the last
  liar.channel.send('proof', proofAgainst(ben))
  expect(await excludedBy(ann, 1)).toEqual([benKey])
  const rows = await when(ann.handlers.peers.list(undefined, context), () => true)
  expect(rows.map(({ publicKey }) => publicKey).sort()).toEqual([liar.key, benKey].sort())
  // a new neighbour is told of the real one at once
  expect(await (await makeTalker(ann, callingKeys())).told).toBe(benKey)
}, 60_000)

test('a proof against a key that was never met acts as soon as that key turns up', async () => {
  const ann = await testNetwork.start('ann')
  const witness = await makeTalker(ann, callingKeys())
  const eve = callingKeys()
  const ben = callingKeys()
  await makeTalker(ann, ben)
  witness.channel.send('proof', proofAgainst(eve))
  witness.channel.send('proof', proofAgainst(ben))
  expect(await excludedBy(ann, 1)).toHaveLength(1)
  const { publicKeyHex } = await startOverlay(eve)
  expect(await excludedBy(ann, 2)).toContain(publicKeyHex)
}, 60_000)
