import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import type { Channel } from '../../../main/protocol/channel.ts'
import type { TransferMessages } from '../../../main/protocol/transfer.ts'
import { ReceiptBook } from '../../../main/ratings/receipts/receipt-book.ts'
import { makeFile, type TestFile } from '../../transfers/helpers/files.ts'
import { startNode } from '../../transfers/helpers/node.ts'
import { meetScriptedPeer } from '../../transfers/helpers/scripted-peer.ts'
import { useTestNet } from '../../transfers/helpers/test-net.ts'

const net = useTestNet()

/** The next message of a type. */
function next<K extends keyof TransferMessages>(channel: Channel<TransferMessages>, type: K) {
  return new Promise<TransferMessages[K]>((resolve) => channel.on(type, resolve))
}

test('a provider signs nothing for 0 bytes, and once for a file of 10 bytes', async () => {
  const provider = await startNode({ bootstrap: net.bootstrap })
  const crumb = provider.share(makeFile(provider.dir, 'crumb.bin', 10))
  const film = provider.share(makeFile(provider.dir, 'film.bin', 3 * 2 ** 20))
  const { key, signer, channel } = await meetScriptedPeer(provider, net.bootstrap)
  expect(key).toBe(signer.publicKey)
  const book = new ReceiptBook({ signer, log: { length: 0 }, clock: systemClock })
  let id = 0
  /** Requests `bytes` of a file, and then a signature for them. */
  const signs = async ({ root, size }: TestFile, bytes: number): Promise<boolean> => {
    const nonce = randomBytes(32).toString('hex')
    const started = Date.now()
    const accepted = next(channel, 'accepted')
    channel.send('open', { id: ++id, root, nonce, logLength: 0, layer: 0 })
    const { logLength } = await accepted
    if (bytes > 0) {
      let missing = bytes
      const all = Promise.withResolvers<void>()
      channel.on('data', (message) => (missing -= message.bytes.byteLength) <= 0 && all.resolve())
      channel.send('request', { id, from: 0, count: Math.ceil(bytes / 2 ** 20) })
      await all.promise
    }
    const receipt = book.propose({
      provider: provider.key,
      root,
      nonce,
      bytes,
      started,
      ended: Date.now(),
      outcome: bytes < size ? 'stalled' : 'served',
      providerLogLength: logLength,
      requesterLogLength: 0,
    })
    const finished = next(channel, 'finished')
    channel.send('finish', { id, receipt })
    return (await finished).signature.byteLength > 0
  }
  const given: boolean[] = []
  for (let n = 0; n < 20; n++) given.push(await signs(crumb, 0), await signs(film, 0))
  expect(given.filter(Boolean)).toHaveLength(0)
  expect(await signs(crumb, 10)).toBe(true)
  for (let n = 0; n < 5; n++) expect(await signs(crumb, 10)).toBe(false)
  // an honest transfer is signed for as ever
  expect(await signs(film, film.size)).toBe(true)
})
