import { closeSync, openSync, writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { seededRandom } from '../../../main/base/random.ts'
import { toHex } from '../../../main/base/hex.ts'
import { sign, verify } from '../../../main/identity/signature.ts'
import { encodeRating } from '../../../main/ratings/ingest/rating-block.ts'
import { encodeReceipt, signAsProvider, signAsRequester, type ReceiptBody } from '../../../main/domain/receipt.ts'
import { BLOCK_BYTES, keyPairOf, NEAR, SIGNATURE_BYTES, signLog, START, treeHashOf, type LogPart } from './log.ts'
import type { Signer } from '../../../main/domain/signer.ts'

// A worker thread of prepareLogs: writes one file of logs.
const { file, from, to, perLog, peers } = workerData as LogPart
const random = seededRandom(9 + from)
const keys = new Map<number, ReturnType<typeof keyPairOf>>()
const signers = new Map<number, Signer>()

function signerOf(peer: number): Signer {
  let signer = signers.get(peer)
  if (!signer) {
    const { publicKey, secretKey } = keyPairOf(peer)
    keys.set(peer, { publicKey, secretKey })
    signers.set(
      peer,
      (signer = { publicKey: toHex(publicKey), sign: (domain, message) => sign(domain, message, secretKey), verify }),
    )
  }
  return signer
}

const out = openSync(file, 'w')
for (let peer = from; peer < to; peer++) {
  const requester = signerOf(peer)
  const blocks: Uint8Array[] = []
  for (let seq = 0; seq < perLog; seq++) {
    const provider = signerOf((peer + 1 + random.int(NEAR)) % peers)
    const good = random.next() < 0.9
    const time = START + (seq * peers + peer) * 10
    const body: ReceiptBody = {
      version: 1,
      provider: provider.publicKey,
      requester: requester.publicKey,
      root: '11'.repeat(32),
      nonce: (peer * perLog + seq).toString(16).padStart(64, '0'),
      bytes: 70_000,
      started: time - 5000,
      ended: time,
      outcome: good ? 'served' : 'corrupt',
      providerLogLength: seq,
      requesterLogLength: seq,
    }
    const receipt = encodeReceipt({
      ...signAsRequester(body, requester),
      providerSignature: signAsProvider(body, provider),
    })
    blocks.push(
      encodeRating({
        version: 1,
        subject: provider.publicKey,
        receipt,
        score: good ? 1 : 0,
        reason: good ? 'served' : 'corrupt',
        comment: '',
        time,
      }),
    )
  }
  const signature = signLog(treeHashOf(blocks), perLog, keys.get(peer) ?? keyPairOf(peer))
  if (blocks.some((block) => block.byteLength !== BLOCK_BYTES) || signature.byteLength !== SIGNATURE_BYTES)
    throw new Error(`a block of ${blocks[0]?.byteLength} bytes, a signature of ${signature.byteLength}`)
  writeSync(out, Buffer.concat([...blocks, signature]))
}
closeSync(out)
