import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import { TURN_BYTES } from '../../../main/transfers/upload/slots.ts'
import { gated, makeFile, sameBytes } from '../helpers/files.ts'
import { ask, startNode, startPair, type TestNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'
import { faultyFiles } from '../../helpers/faulty-files.ts'
import { scaledClock } from '../../helpers/scaled-clock.ts'

const net = useTestNet()

const badge = (key: string) => ({ publicKey: key, fingerprint: '', name: '' })

test('a provider that takes its slot back is rated once, at the end, by the receipt both signed', async () => {
  const gate = gated(diskFiles, 1)
  const provider = await startNode({
    bootstrap: net.bootstrap,
    files: gate.files,
    rules: () => ({ ...DEFAULT_RULES, transferSlots: { downloads: 8, perPeer: 4, uploads: 1 } }),
  })
  const first = await startNode({ bootstrap: net.bootstrap, clock: scaledClock(10) })
  const second = await startNode({ bootstrap: net.bootstrap })
  for (const node of [first, second]) await Promise.all([node.meets(provider), provider.meets(node)])
  const film = provider.share(makeFile(provider.dir, 'film.bin', TURN_BYTES + 6 * CHUNK_BYTES))
  const song = provider.share(makeFile(provider.dir, 'song.bin', 1000))
  const id = ask(first, provider, film)
  await first.line(id, ({ moved }) => moved >= CHUNK_BYTES)
  const next = ask(second, provider, song)
  await second.line(next, ({ queued }) => queued !== null)
  const mine = () => first.ratings.ratingsOf(provider.key).filter(({ rater }) => rater === first.key)
  let rated = 0
  first.ratings.events.on('trust', () => (rated = mine().length))
  gate.open()
  await second.line(next, ({ state }) => state === 'done')
  // its turn is over, the download is not
  expect(first.transfers.list()[0]?.moved).toBeLessThan(film.size)
  expect(rated).toBe(0)
  const line = await first.line(id, ({ state, rated: score }) => state === 'done' && score !== null)
  expect(sameBytes(line.path, film.path)).toBe(true)
  expect(mine()).toMatchObject([{ reason: 'served', receipt: true, score: 1 }])
  const view = await first.ratings.open(first.key, 0, badge)
  expect(view.signatures).toEqual({ requester: 'valid', provider: 'valid' })
  expect(view.receipt!.bytes).toBeGreaterThanOrEqual(TURN_BYTES)
}, 60_000)

test('a source that left after an interim receipt is rated when another has delivered the rest', async () => {
  const gate = gated(diskFiles, 10)
  const part = { receiptIntervalBytes: 4 * CHUNK_BYTES }
  const [leaver, other, requester] = [
    await startNode({ bootstrap: net.bootstrap, files: gate.files, ...part }),
    await startNode({ bootstrap: net.bootstrap, ...part }),
    await startNode({ bootstrap: net.bootstrap, ...part }),
  ]
  await Promise.all([requester.meets(leaver), requester.meets(other)])
  const file = other.share(leaver.share(makeFile(leaver.dir, 'film.bin', 20 * CHUNK_BYTES)))
  const id = ask(requester, leaver, file)
  await requester.line(id, ({ moved }) => moved === 10 * CHUNK_BYTES)
  await requester.transfers.pause(id)
  expect(requester.ratings.ratingsOf(leaver.key)).toEqual([])
  gate.open()
  await leaver.close()
  requester.transfers.resume(id)
  ask(requester, other, file)
  const line = await requester.line(id, ({ state }) => state === 'done')
  expect(sameBytes(line.path, file.path)).toBe(true)
  for (const { key } of [leaver, other]) {
    while (requester.ratings.ratingsOf(key).length === 0) await requester.ratings.events.once('trust')
    expect(requester.ratings.ratingsOf(key)).toMatchObject([{ reason: 'served', receipt: true, score: 1 }])
  }
})

/** A download of which ten chunks have come when it is removed; receipts for parts of so many bytes. */
async function removedInTheMiddle(part: { receiptIntervalBytes?: number }): Promise<[TestNode, TestNode]> {
  const gate = gated(diskFiles, 10)
  const [provider, requester] = [
    await startNode({ bootstrap: net.bootstrap, files: gate.files, ...part }),
    await startNode({ bootstrap: net.bootstrap, ...part }),
  ]
  await requester.meets(provider)
  const file = provider.share(makeFile(provider.dir, 'film.bin', 20 * CHUNK_BYTES))
  const id = ask(requester, provider, file)
  await requester.line(id, ({ moved }) => moved === 10 * CHUNK_BYTES)
  await requester.transfers.remove(id)
  gate.open()
  return [provider, requester]
}

test('removing a download rates what was served of it', async () => {
  const [provider, requester] = await removedInTheMiddle({ receiptIntervalBytes: 4 * CHUNK_BYTES })
  while (requester.ratings.ratingsOf(provider.key).length === 0) await requester.ratings.events.once('trust')
  expect(requester.ratings.ratingsOf(provider.key)).toMatchObject([{ reason: 'served', receipt: true, score: 1 }])
})

test('one chunk is not enough to be rated when the download is removed', async () => {
  const [provider, requester] = await removedInTheMiddle({})
  // whatever that would have said is said before this
  const song = provider.share(makeFile(provider.dir, 'song.bin', 100))
  await requester.line(ask(requester, provider, song), ({ rated }) => rated !== null)
  expect(requester.ratings.ratingsOf(provider.key)).toHaveLength(1)
})

test('a removed source is rated once for its interim receipt, and stays removed after a restart', async () => {
  // of two sources any chunk may be asked first: the one that goes stops after 16 of them, whichever they are
  const gates = [gated(diskFiles, 24, 16), gated(diskFiles, 0)] as const
  const part = { receiptIntervalBytes: 4 * CHUNK_BYTES }
  const [goes, stays, requester] = [
    await startNode({ bootstrap: net.bootstrap, files: gates[0].files, ...part }),
    await startNode({ bootstrap: net.bootstrap, files: gates[1].files, ...part }),
    await startNode({ bootstrap: net.bootstrap, ...part }),
  ]
  await Promise.all([requester.meets(goes), requester.meets(stays)])
  const file = stays.share(goes.share(makeFile(goes.dir, 'film.bin', 24 * CHUNK_BYTES)))
  const id = ask(requester, stays, file)
  ask(requester, goes, file)
  // the first part has long been signed by both when so much is here
  await requester.line(id, ({ moved }) => moved >= 9 * CHUNK_BYTES)
  requester.transfers.removeSource(id, goes.key)
  // done, if it had just sent all that was asked for
  await goes.anyLine(({ direction, state }) => direction === 'up' && state !== 'active')
  gates.forEach((gate) => gate.open())
  await requester.line(id, ({ state, rated }) => state === 'done' && rated !== null)
  while (requester.ratings.ratingsOf(goes.key).length === 0) await requester.ratings.events.once('trust')
  expect(requester.ratings.ratingsOf(goes.key)).toMatchObject([{ reason: 'served', receipt: true, score: 1 }])
  await requester.close()
  const again = await startNode({ bootstrap: net.bootstrap, dir: requester.dir })
  expect(again.transfers.details(id)?.sources.map(({ publicKey }) => publicKey)).toEqual([stays.key])
}, 60_000)

test('a source is rated for a file that was whole, but not finished, when the download was paused', async () => {
  const written = Promise.withResolvers<void>()
  const mayEnd = Promise.withResolvers<void>()
  const files = faultyFiles((operation) => {
    if (operation !== 'write') return null
    written.resolve()
    return { wait: mayEnd.promise }
  })
  const [provider, requester] = await startPair(net.bootstrap, {}, { files })
  const file = provider.share(makeFile(provider.dir, 'song.bin', 100_000))
  const id = ask(requester, provider, file)
  await written.promise
  const paused = requester.transfers.pause(id)
  mayEnd.resolve()
  await paused
  requester.transfers.resume(id)
  const line = await requester.line(id, ({ state, rated }) => state === 'done' && rated !== null)
  expect(sameBytes(line.path, file.path)).toBe(true)
  expect(requester.ratings.ratingsOf(provider.key)).toMatchObject([{ reason: 'served', score: 1 }])
})
