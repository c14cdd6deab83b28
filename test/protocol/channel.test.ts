import NoiseSecretStream from '@hyperswarm/secret-stream'
import Protomux from 'protomux'
import { expect, it, onTestFinished } from 'vitest'
import type { Channel } from '../../main/protocol/channel.ts'
import { ManualClock } from '../../main/base/clock.ts'
import { type RateLimit, TokenBucket } from '../../main/base/token-bucket.ts'
import type { PeerConnection } from '../../main/network/connection/peer-connection.ts'
import { PeerChannel } from '../../main/network/connection/peer-channel.ts'
import { transferProtocol } from '../../main/protocol/transfer.ts'
import type { TransferMessages } from '../../main/protocol/transfer.ts'
import frozen from '../fixtures/wire/channel-1.json' with { type: 'json' }

const clock = new ManualClock()

/** One end of an encrypted connection in memory, and its writes before encryption. */
function end(stream: NoiseSecretStream): { open: Promise<Channel<TransferMessages>>; written: string[] } {
  const written: string[] = []
  const { write } = stream
  stream.write = (bytes) => {
    written.push(Buffer.from(bytes).toString('hex'))
    return write.call(stream, bytes)
  }
  const opened = new Promise<void>((resolve) => stream.once('connect', resolve))
  const open = opened.then(
    () =>
      new Promise<Channel<TransferMessages>>((resolve, reject) => {
        // only what a channel uses: a real PeerConnection needs a UDX stream
        const connection = {
          peer: stream.remotePublicKey.toString('hex'),
          mux: Protomux.from(stream),
          closed: false,
          hasRoom: true,
          wrote: () => true,
          budget: { messages: (_: string, rate: RateLimit) => new TokenBucket(rate, clock) },
          reject: (reason: string) => reject(new Error(reason)),
          close: () => stream.destroy(),
        } as unknown as PeerConnection
        new PeerChannel<TransferMessages>({
          connection,
          protocol: transferProtocol,
          log: (line) => reject(new Error(line)),
          onOpen: resolve,
          onClose: () => {},
        })
      }),
  )
  return { open, written }
}

it('the frames of a channel are frozen: opening, credit as message 0, and the first message as number 1', async () => {
  const left = new NoiseSecretStream(true)
  const right = new NoiseSecretStream(false)
  onTestFinished(() => {
    left.destroy()
    right.destroy()
  })
  const [leftRaw, rightRaw] = [left.rawStream, right.rawStream] as NodeJS.ReadWriteStream[]
  if (!leftRaw || !rightRaw) throw new Error('no raw streams')
  leftRaw.pipe(rightRaw).pipe(leftRaw)
  const [a, b] = [end(left), end(right)]
  const [asker, provider] = await Promise.all([a.open, b.open])

  const asked = new Promise<void>((resolve) => void provider.on('open', () => resolve()))
  const { id, root, nonce, logLength, layer } = frozen.open.message
  asker.send('open', { id, root, nonce, logLength, layer })
  await asked

  const bytes = Buffer.alloc(frozen.credit.dataBytes)
  let got = 0
  const all = new Promise<void>((resolve) => {
    asker.on('data', () => {
      if (++got === frozen.credit.messages) resolve()
    })
  })
  for (let n = 0; n < frozen.credit.messages; n++) provider.send('data', { id: 1, offset: n * bytes.length, bytes })
  await all
  expect(a.written).toEqual([frozen.channelOpen, frozen.open.frame, frozen.credit.frame])
})
