import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import { gated, makeFile, sameBytes, type TestFile } from '../helpers/files.ts'
import { ask, startNode, type TestNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'
import { scaledClock } from '../../helpers/scaled-clock.ts'
import { meetScriptedPeer } from '../helpers/scripted-peer.ts'

const net = useTestNet()

const start = (options: Omit<Parameters<typeof startNode>[0], 'bootstrap'> = {}): Promise<TestNode> =>
  startNode({ bootstrap: net.bootstrap, ...options })

test('a starved download frees its slot, shows why, and continues as soon as its source has more', async () => {
  const gate = gated(diskFiles, 4)
  const source = await start({ files: gate.files })
  const middle = await start()
  const last = await start({
    rules: () => ({ ...DEFAULT_RULES, transferSlots: { downloads: 1, perPeer: 1, uploads: 8 } }),
  })
  await Promise.all([middle.meets(source), last.meets(middle)])
  const film = source.share(makeFile(source.dir, 'film.bin', 12 * CHUNK_BYTES))
  const song = middle.share(makeFile(middle.dir, 'song.bin', 2 * CHUNK_BYTES))
  await middle.line(ask(middle, source, film), ({ moved }) => moved === 4 * CHUNK_BYTES)
  const id = ask(last, middle, film)
  const next = ask(last, middle, song)
  const waits = await last.line(id, ({ problem }) => problem !== null)
  expect(waits).toMatchObject({
    state: 'waiting',
    moved: 4 * CHUNK_BYTES,
    problem: { code: 'NO_SOURCE' },
    queued: null,
    place: null,
    rated: null,
  })
  expect(last.transfers.details(id)?.sources).toMatchObject([{ publicKey: middle.key, state: 'idle' }])
  // one slot of all, one of this peer: the second runs while the first waits
  await last.line(next, ({ state }) => state === 'done')
  expect(last.transfers.queueView()).toMatchObject({ active: 0, waiting: 1 })
  gate.open()
  const line = await last.line(id, ({ state }) => state === 'done')
  expect(sameBytes(line.path, film.path)).toBe(true)
})

test('a useless source is asked again with growing delays; a useful one joins at once', async () => {
  const clock = scaledClock(20)
  const node = await start({ clock })
  const { key, channel } = await meetScriptedPeer(node, net.bootstrap)
  const file = makeFile(node.dir, 'film.bin', 3 * CHUNK_BYTES)
  const opens: number[] = []
  channel.on('open', ({ id, layer }) => {
    opens.push(clock.now())
    channel.send('accepted', { id, size: file.size, logLength: 0 })
    if (layer === 1) channel.send('layer', { id, from: 0, hashes: file.layer })
    channel.send('bitfield', { id, bits: new Uint8Array(1) })
    channel.send('refused', { id, reason: 'busy' })
  })
  const id = ask(node, { key }, file)
  expect(await node.line(id, ({ problem }) => problem !== null)).toMatchObject({
    state: 'waiting',
    problem: { code: 'NO_SOURCE' },
  })
  while (opens.length < 3) await node.transfers.events.once('change')
  const [first, second, third] = opens as [number, number, number]
  expect(second - first).toBeGreaterThanOrEqual(15_000)
  expect(third - second).toBeGreaterThanOrEqual(30_000)
  const honest = await start()
  await node.meets(honest)
  honest.share(file)
  ask(node, honest, file)
  expect(sameBytes((await node.line(id, ({ state }) => state === 'done')).path, file.path)).toBe(true)
  expect(opens.length).toBeLessThanOrEqual(4)
})

/** Counts how often the chunk hashes of a file are read to be sent. */
function counted(file: TestFile): TestFile & { asked: number } {
  return {
    ...file,
    asked: 0,
    get layer() {
      this.asked++
      return file.layer
    },
  }
}

test('the chunk hashes are requested from one of four sources, once', async () => {
  const node = await start()
  const providers = [await start(), await start(), await start(), await start()]
  const file = makeFile(node.dir, 'film.bin', 32 * CHUNK_BYTES)
  const shares = providers.map((provider) => provider.share(counted(file)) as ReturnType<typeof counted>)
  await Promise.all(providers.map((provider) => node.meets(provider)))
  const [id] = providers.map((provider) => ask(node, provider, file)) as [string]
  expect(sameBytes((await node.line(id, ({ state }) => state === 'done')).path, file.path)).toBe(true)
  expect(shares.filter(({ asked }) => asked > 0)).toHaveLength(1)
})

test.each<[string, number | null]>([
  ['never sends them', null],
  ['sends wrong ones', 0],
])('the chunk hashes are requested from the next source after one that %s', async (_what, score) => {
  const node = await start({ clock: scaledClock(20) })
  const { key, channel } = await meetScriptedPeer(node, net.bootstrap)
  const honest = await start()
  await node.meets(honest)
  const file = honest.share(makeFile(honest.dir, 'film.bin', 16 * CHUNK_BYTES))
  let asked = 0
  channel.on('open', ({ id, layer }) => {
    channel.send('accepted', { id, size: file.size, logLength: 0 })
    if (layer === 1) asked++
    // it says that it has nothing: silence would be a fault of its own
    channel.send('bitfield', { id, bits: new Uint8Array(2) })
    if (layer === 1 && score !== null)
      channel.send('layer', { id, from: 0, hashes: new Uint8Array(file.layer.byteLength) })
  })
  const id = ask(node, { key }, file)
  ask(node, honest, file)
  expect(sameBytes((await node.line(id, ({ state }) => state === 'done')).path, file.path)).toBe(true)
  expect(asked).toBe(1)
  while (score !== null && node.ratings.ratingsOf(key).length === 0) await node.ratings.events.once('trust')
  expect(node.ratings.ratingsOf(key)).toMatchObject(score === null ? [] : [{ reason: 'corrupt', score }])
})
