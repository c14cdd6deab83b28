import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import type { FileSystem } from '../../../main/transfers/ports.ts'
import { DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import { gated, makeFile, sameBytes } from '../helpers/files.ts'
import { startNode, startPair } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

const net = useTestNet()

/** A disk that takes its time to open the first partial file, as one that was asleep. */
function sleepy(): { files: FileSystem; opening: Promise<void>; opened: string[]; wake(): void } {
  const opened: string[] = []
  let begun = (): void => {}
  let wake = (): void => {}
  const opening = new Promise<void>((resolve) => (begun = resolve))
  const awake = new Promise<void>((resolve) => (wake = resolve))
  return {
    opening,
    opened,
    wake: () => wake(),
    files: {
      ...diskFiles,
      async openPart(path, create) {
        // a file that is not there yet is opened twice: to see that, and to make it
        if (!create) opened.push(path)
        begun()
        await awake
        return diskFiles.openPart(path, create)
      },
    },
  }
}

async function beginning() {
  const disk = sleepy()
  const [a, b] = await startPair(net.bootstrap, {}, { files: disk.files })
  const file = a.share(makeFile(a.dir, 'film.bin', 4 * CHUNK_BYTES))
  const id = b.transfers.download({ root: file.root, name: file.name, size: file.size, peer: a.key })
  await disk.opening
  /** Once another download has come and gone, all that was to happen has. */
  const settle = async (): Promise<void> => {
    const song = a.share(makeFile(a.dir, 'song.bin', 1000))
    await b.line(
      b.transfers.download({ root: song.root, name: song.name, size: song.size, peer: a.key }),
      ({ state }) => state === 'done',
    )
  }
  return { disk, a, b, file, id, settle }
}

test('a download paused while its file is being opened stays paused until it is resumed', async () => {
  const { disk, b, file, id, settle } = await beginning()
  const paused = b.transfers.pause(id)
  disk.wake()
  await paused
  expect(b.transfers.list().find((line) => line.id === id)?.state).toBe('paused')
  await settle()
  expect(b.transfers.list().find((line) => line.id === id)).toMatchObject({ state: 'paused', moved: 0 })
  expect(disk.opened.filter((path) => path.includes('film'))).toHaveLength(1)
  b.transfers.resume(id)
  expect(sameBytes((await b.line(id, ({ state }) => state === 'done')).path, file.path)).toBe(true)
}, 60_000)

test('a download removed while its file is being opened leaves nothing behind', async () => {
  const { disk, b, id, settle } = await beginning()
  const removed = b.transfers.remove(id)
  disk.wake()
  await removed
  await settle()
  expect(disk.opened.filter((path) => path.includes('film'))).toHaveLength(1)
  expect(readdirSync(b.folder)).toEqual(['song.bin'])
}, 60_000)

test('a peer that excludes me while the file is being opened pauses the download with that cause', async () => {
  const { disk, a, b, id, settle } = await beginning()
  b.transfers.shutOut(a.key, 'trust')
  disk.wake()
  expect(await b.line(id, ({ state }) => state === 'paused')).toMatchObject({
    problem: { code: 'EXCLUDED', details: { by: 'peer' } },
  })
  await settle()
  expect(b.transfers.list().find((line) => line.id === id)?.state).toBe('paused')
}, 60_000)

test('when the peer of two downloads is back, the one that waits for the slot is not called offline', async () => {
  const gate = gated(diskFiles, 1)
  const [a, b] = await startPair(
    net.bootstrap,
    { files: gate.files },
    { rules: () => ({ ...DEFAULT_RULES, transferSlots: { downloads: 1, perPeer: 1, uploads: 8 } }) },
  )
  const files = ['one', 'two'].map((name, i) => a.share(makeFile(a.dir, name, (3 + i) * CHUNK_BYTES)))
  const [first, second] = files.map(({ root, name, size }) =>
    b.transfers.download({ root, name, size, peer: a.key }),
  ) as [string, string]
  await b.line(first, ({ moved }) => moved === CHUNK_BYTES)
  await a.overlay.stop()
  for (const id of [first, second]) await b.line(id, ({ problem }) => problem?.code === 'PEER_LEFT')
  await a.overlay.start()
  await b.line(first, ({ state }) => state === 'active')
  expect(await b.line(second, ({ problem }) => problem === null)).toMatchObject({ state: 'waiting', place: 1 })
  gate.open()
  for (const id of [first, second]) await b.line(id, ({ state }) => state === 'done')
}, 60_000)

test('excluding the last source pauses the download, names it, and continues after readmission', async () => {
  const gate = gated(diskFiles, 2)
  const shut = new Set<string>()
  const node = await startNode({ bootstrap: net.bootstrap, policy: (peer) => (shut.has(peer) ? 'excluded' : null) })
  const [empty, holder] = [
    await startNode({ bootstrap: net.bootstrap }),
    await startNode({ bootstrap: net.bootstrap, files: gate.files }),
  ]
  await Promise.all([node.meets(empty), node.meets(holder)])
  const file = holder.share(makeFile(holder.dir, 'film.bin', 6 * CHUNK_BYTES))
  // begun with one that has it no more
  const id = node.transfers.download({
    root: file.root,
    name: file.name,
    size: file.size,
    peer: empty.key,
    peers: [holder.key],
  })
  await node.line(
    id,
    ({ moved }) =>
      moved === 2 * CHUNK_BYTES &&
      node.transfers
        .details(id)
        ?.sources.some(({ publicKey, state }) => publicKey === empty.key && state === 'dropped') === true,
  )
  shut.add(holder.key)
  node.transfers.exclude(holder.key)
  expect(await node.line(id, ({ state }) => state === 'paused')).toMatchObject({
    problem: { code: 'EXCLUDED', details: { by: 'you', peer: holder.key } },
  })
  shut.delete(holder.key)
  node.transfers.readmit(holder.key)
  gate.open()
  expect(sameBytes((await node.line(id, ({ state }) => state === 'done')).path, file.path)).toBe(true)
}, 60_000)

test('a download that waits for an excluded source is paused, and waits again after readmission', async () => {
  const away = 'ab'.repeat(32)
  let shut = false
  const node = await startNode({
    bootstrap: net.bootstrap,
    policy: (peer) => (shut && peer === away ? 'excluded' : null),
  })
  const id = node.transfers.download({ root: 'cd'.repeat(32), name: 'film.bin', size: CHUNK_BYTES, peer: away })
  await node.line(id, ({ state, problem }) => state === 'waiting' && problem?.code === 'PEER_LEFT')
  // as after a failure that was the last straw: the exclusion came while the line stood as failed, then its time to try
  // again came
  shut = true
  expect(await node.line(id, ({ state }) => state === 'paused')).toMatchObject({
    problem: { code: 'EXCLUDED', details: { by: 'you', peer: away } },
  })
  shut = false
  node.transfers.readmit(away)
  await node.line(id, ({ state, problem }) => state === 'waiting' && problem?.code === 'PEER_LEFT')
}, 60_000)
