import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Channel } from '../../../main/protocol/channel.ts'
import { Emitter } from '../../../main/base/emitter.ts'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { decodeReceipt, signAsProvider } from '../../../main/domain/receipt.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { gated, makeFile, sameBytes, type TestFile } from '../helpers/files.ts'
import { startNode, type TestNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'
import { scaledClock } from '../../helpers/scaled-clock.ts'
import { meetScriptedPeer } from '../helpers/scripted-peer.ts'
import type { TransferMessages } from '../../../main/protocol/transfer.ts'

const net = useTestNet()

const meetRogue = (node: TestNode): ReturnType<typeof meetScriptedPeer> => meetScriptedPeer(node, net.bootstrap)

type Lie = (channel: Channel<TransferMessages>, id: number, file: TestFile) => void
const accept: Lie = (channel, id, file) => {
  channel.send('accepted', { id, size: file.size, logLength: 0 })
  channel.send('layer', { id, from: 0, hashes: file.layer })
  channel.send('have', { id, from: 0, count: Math.ceil(file.size / CHUNK_BYTES) })
}
const onRequest =
  (say: Lie): Lie =>
  (channel, id, file) => {
    channel.on('request', () => say(channel, id, file))
    accept(channel, id, file)
  }

test.each<[string, Lie, string]>([
  [
    'data before it was asked for',
    (channel, id) => channel.send('data', { id, offset: 0, bytes: new Uint8Array(16384) }),
    'abusive',
  ],
  [
    'another offset',
    onRequest((channel, id) => channel.send('data', { id, offset: 16384, bytes: new Uint8Array(16384) })),
    'abusive',
  ],
  [
    'a message that is no whole number of blocks',
    onRequest((channel, id) => channel.send('data', { id, offset: 0, bytes: new Uint8Array(1) })),
    'abusive',
  ],
  [
    'an empty message',
    onRequest((channel, id) => channel.send('data', { id, offset: 0, bytes: new Uint8Array(0) })),
    'abusive',
  ],
  ['the layer twice', (channel, id, file) => (accept(channel, id, file), accept(channel, id, file)), 'abusive'],
  [
    'a layer of another file',
    (channel, id, file) => accept(channel, id, { ...file, layer: new Uint8Array(file.layer.byteLength) }),
    'corrupt',
  ],
  [
    'zeros instead of the file',
    onRequest((channel, id) => {
      for (let at = 0; at < CHUNK_BYTES; at += 256 * 1024)
        channel.send('data', { id, offset: at, bytes: new Uint8Array(256 * 1024) })
    }),
    'corrupt',
  ],
])('a provider that sends %s is disconnected and rated', async (_what, lie, reason) => {
  const node = await startNode({ bootstrap: net.bootstrap })
  const { key, channel } = await meetRogue(node)
  const file = makeFile(node.dir, 'film.bin', 3 * CHUNK_BYTES)
  channel.on('open', ({ id }) => lie(channel, id, file))
  const closed = new Promise<void>((resolve) => channel.onClose(resolve))
  const id = node.transfers.download({ root: file.root, name: 'film.bin', size: file.size, peer: key })
  const line = await node.line(id, ({ rated }) => rated !== null)
  expect(line).toMatchObject({ state: 'failed', rated: 0, moved: 0, problem: { code: 'CORRUPT' } })
  expect(node.ratings.ratingsOf(key)).toMatchObject([{ reason, receipt: false, score: 0 }])
  await closed
})

test('a provider that lies before it has signed for earlier chunks is given time to sign', async () => {
  const node = await startNode({ bootstrap: net.bootstrap })
  const { key, signer, channel } = await meetRogue(node)
  const file = makeFile(node.dir, 'film.bin', 3 * CHUNK_BYTES)
  const good = readFileSync(file.path).subarray(0, CHUNK_BYTES)
  channel.on('open', ({ id }) => accept(channel, id, file))
  channel.on('request', ({ id, from }) => {
    const all = from === 0 ? Buffer.concat([good, Buffer.alloc(CHUNK_BYTES)]) : new Uint8Array(0)
    for (let at = 0; at < all.length; at += 256 * 1024)
      channel.send('data', { id, offset: at, bytes: all.subarray(at, at + 256 * 1024) })
  })
  // it takes its time: by then the wrong chunk has long come
  channel.on(
    'partial',
    ({ id, receipt }) =>
      void setTimeout(
        () => channel.send('partialSigned', { id, signature: signAsProvider(decodeReceipt(receipt).body, signer) }),
        300,
      ),
  )
  const id = node.transfers.download({ root: file.root, name: 'film.bin', size: file.size, peer: key })
  await node.line(id, ({ rated }) => rated !== null)
  expect(node.ratings.ratingsOf(key)).toMatchObject([{ reason: 'corrupt', receipt: true, score: 0 }])
})

let leave = (): void => {}

test.each<[string, Lie, string | null]>([
  [
    'answers another chunk',
    onRequest((channel, id) => channel.send('data', { id, offset: 30 * CHUNK_BYTES, bytes: new Uint8Array(16384) })),
    'abusive',
  ],
  [
    'sends more than the chunks asked for',
    (channel, id, file) => {
      const bytes = readFileSync(file.path)
      channel.on('request', ({ from, count }) => {
        const [start, end] = [from * CHUNK_BYTES, (from + count) * CHUNK_BYTES]
        for (let at = start; at < end; at += 256 * 1024)
          channel.send('data', { id, offset: at, bytes: bytes.subarray(at, at + 256 * 1024) })
        channel.send('data', { id, offset: start, bytes: bytes.subarray(start, start + 16384) })
      })
      accept(channel, id, file)
    },
    'abusive',
  ],
  ['disappears in the middle', onRequest(() => leave()), null],
])(
  'one of two sources %s: it alone is dropped, and the other brings the whole file',
  async (_what, lie, reason) => {
    const gate = gated(diskFiles, 2)
    const node = await startNode({ bootstrap: net.bootstrap })
    // the stranger first: its first channel is to be the one with the node
    const stranger = await meetRogue(node)
    const { key, channel } = stranger
    leave = () => void stranger.leave()
    const honest = await startNode({ bootstrap: net.bootstrap, files: gate.files })
    await node.meets(honest)
    const file = honest.share(makeFile(honest.dir, 'film.bin', 40 * CHUNK_BYTES))
    channel.on('open', ({ id }) => lie(channel, id, file))
    const closed = new Promise<void>((resolve) => channel.onClose(resolve))
    const [id] = [key, honest.key].map((peer) =>
      node.transfers.download({ root: file.root, name: file.name, size: file.size, peer }),
    ) as [string]
    await closed
    gate.open()
    const line = await node.line(id, ({ state, rated }) => state === 'done' && rated !== null)
    expect(sameBytes(line.path, file.path)).toBe(true)
    while (reason && node.ratings.ratingsOf(key).length === 0) await node.ratings.events.once('trust')
    expect(node.ratings.ratingsOf(key)).toMatchObject(reason ? [{ reason, score: 0 }] : [])
    while (node.ratings.ratingsOf(honest.key).length === 0) await node.ratings.events.once('trust')
    expect(node.ratings.ratingsOf(honest.key)).toMatchObject([{ reason: 'served', receipt: true, score: 1 }])
  },
  20_000,
)

test('a source that lied is not asked again when it reconnects; the other delivers the file', async () => {
  const gate = gated(diskFiles, 2)
  const node = await startNode({ bootstrap: net.bootstrap })
  let opens = 0
  let file: TestFile | null = null
  let askedAgain = (): void => {}
  const other = new Promise<void>((resolve) => (askedAgain = resolve))
  const stranger = await meetScriptedPeer(node, net.bootstrap, (channel) =>
    channel.on('open', ({ id, root }) => {
      if (!file || root !== file.root) return askedAgain()
      opens++
      channel.on('request', ({ from }) => {
        for (let at = 0; at < CHUNK_BYTES; at += 256 * 1024)
          channel.send('data', { id, offset: from * CHUNK_BYTES + at, bytes: new Uint8Array(256 * 1024) })
      })
      accept(channel, id, file)
    }),
  )
  const honest = await startNode({ bootstrap: net.bootstrap, files: gate.files })
  await node.meets(honest)
  file = honest.share(makeFile(honest.dir, 'film.bin', 12 * CHUNK_BYTES))
  const left = node.overlay.once('peerLeft')
  const [id] = [stranger.key, honest.key].map((peer) =>
    node.transfers.download({ root: (file as TestFile).root, name: 'film.bin', size: 12 * CHUNK_BYTES, peer }),
  ) as [string]
  await left
  await stranger.comeBack()
  while (!node.transfers.connected(stranger.key)) await node.transfers.events.once('change')
  // what would be asked for after the connection has been, when something else is asked for
  node.transfers.download({ root: '22'.repeat(32), name: 'song.bin', size: 1000, peer: stranger.key })
  await other
  expect(opens).toBe(1)
  gate.open()
  expect(sameBytes((await node.line(id, ({ state }) => state === 'done')).path, file.path)).toBe(true)
  while (node.ratings.ratingsOf(stranger.key).length === 0) await node.ratings.events.once('trust')
  expect(node.ratings.ratingsOf(stranger.key)).toMatchObject([{ reason: 'corrupt', score: 0 }])
})

test('retries skip a source that lied; a retry by the user asks every source', async () => {
  const node = await startNode({ bootstrap: net.bootstrap, clock: scaledClock(20) })
  const file = makeFile(node.dir, 'film.bin', 3 * CHUNK_BYTES)
  const opens = { liar: 0, busy: 0 }
  const asked = new Emitter<{ asked: null }>()
  const meets = (who: keyof typeof opens, answer: (channel: Channel<TransferMessages>, id: number) => void) =>
    meetScriptedPeer(node, net.bootstrap, (channel) =>
      channel.on('open', ({ id }) => {
        opens[who]++
        answer(channel, id)
        asked.emit('asked', null)
      }),
    )
  const liar = await meets('liar', (channel, id) =>
    accept(channel, id, { ...file, layer: new Uint8Array(file.layer.byteLength) }),
  )
  const busy = await meets('busy', (channel, id) => void channel.send('refused', { id, reason: 'unreadable' }))
  const [id] = [liar.key, busy.key].map((peer) =>
    node.transfers.download({ root: file.root, name: file.name, size: file.size, peer }),
  ) as [string]
  expect(await node.line(id, ({ retryAt }) => retryAt !== null)).toMatchObject({
    state: 'failed',
    problem: { code: 'REFUSED', details: { reason: 'unreadable' } },
  })
  await liar.comeBack()
  while (opens.busy < 3) await asked.once('asked')
  expect(opens.liar).toBe(1)
  while (!node.transfers.connected(liar.key)) await node.transfers.events.once('change')
  await node.line(id, ({ state }) => state === 'failed')
  node.transfers.resume(id)
  while (opens.liar < 2) await asked.once('asked')
})

test('a size other than in the catalogue fails the download without a rating', async () => {
  const node = await startNode({ bootstrap: net.bootstrap })
  const { key, channel } = await meetRogue(node)
  channel.on('open', ({ id }) => void channel.send('accepted', { id, size: 9, logLength: 0 }))
  const cancelled = new Promise<void>((resolve) => channel.on('cancel', () => resolve()))
  const id = node.transfers.download({ root: '11'.repeat(32), name: 'small', size: 10, peer: key })
  expect((await node.line(id, ({ state }) => state === 'failed')).problem).toMatchObject({ code: 'FILE_CHANGED' })
  await cancelled
  expect(node.ratings.trustOf(key).count).toBe(0)
})

test('a rating without a receipt of both sides counts with my signature alone', async () => {
  const node = await startNode({ bootstrap: net.bootstrap })
  const { key, channel } = await meetRogue(node)
  channel.on('open', ({ id }) => void channel.send('accepted', { id, size: 0, logLength: 0 }))
  channel.on('finish', ({ id }) => void channel.send('finished', { id, signature: new Uint8Array(64) }))
  const id = node.transfers.download({ root: '00'.repeat(32), name: 'empty', size: 0, peer: key })
  expect(await node.line(id, ({ rated }) => rated !== null)).toMatchObject({ state: 'done', rated: 1 })
  expect(node.ratings.ratingsOf(key)).toMatchObject([{ reason: 'served', receipt: false, score: 1 }])
})

test.each<[string, (channel: Channel<TransferMessages>, file: TestFile) => void]>([
  [
    'asks for chunks that do not exist',
    (channel, file) => {
      channel.on('accepted', ({ id }) => void channel.send('request', { id, from: 2, count: 9 }))
      channel.send('open', { id: 1, root: file.root, nonce: '00'.repeat(32), logLength: 0, layer: 1 })
    },
  ],
  [
    'asks for more than may wait',
    (channel, file) => {
      channel.on('accepted', ({ id }) => {
        for (let i = 0; i < 200; i++) channel.send('request', { id, from: 0, count: 3 })
      })
      channel.send('open', { id: 1, root: file.root, nonce: '00'.repeat(32), logLength: 0, layer: 1 })
    },
  ],
  [
    'uses an id twice',
    (channel, file) => {
      for (let i = 0; i < 2; i++)
        channel.send('open', { id: 1, root: file.root, nonce: '00'.repeat(32), logLength: 0, layer: 1 })
    },
  ],
  ['speaks of sessions never opened', (channel) => void channel.send('request', { id: 77, from: 0, count: 1 })],
  [
    'sends data that was not requested',
    (channel) => void channel.send('data', { id: 5, offset: 0, bytes: new Uint8Array(16384) }),
  ],
])('a requester that %s is disconnected', async (_what, misbehave) => {
  const node = await startNode({ bootstrap: net.bootstrap })
  const file = node.share(makeFile(node.dir, 'film.bin', 3 * CHUNK_BYTES))
  const { channel } = await meetRogue(node)
  const closed = new Promise<void>((resolve) => channel.onClose(resolve))
  misbehave(channel, file)
  await closed
  expect(channel.closed).toBe(true)
})
