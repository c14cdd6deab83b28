import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SearchHit, SearchResult } from '../../main/contract/search.ts'
import { openIdentity } from '../../main/identity/identity.ts'
import type { HyobanNode } from '../../main/node.ts'
import { context, TestNetwork, when } from '../helpers/nodes.ts'
import { mp3 } from '../library/metadata/containers.ts'
import { png } from '../library/metadata/documents.ts'

const NAMES = ['ada', 'ben', 'cat', 'dan', 'eve'] as const
type Name = (typeof NAMES)[number]
/** Each knows the next in the line; Eve knows nobody. */
const LINKS: Record<Name, Name[]> = { ada: ['ben'], ben: ['ada', 'cat'], cat: ['ben', 'dan'], dan: ['cat'], eve: [] }

let testNetwork: TestNetwork
let nodes: Record<Name, HyobanNode>
const far = randomBytes(700_000)
const hidden = randomBytes(90_000)

beforeAll(async () => {
  testNetwork = await TestNetwork.build('far away')
  const song = mp3({ TIT2: 'Lantern', TPE1: 'Quartet Zephyr', TDRC: '1987' }, 40, await png(60, 30))
  const number = mp3({ TIT2: 'Number', TPE1: 'Trio Meltemi' }, 40, await png(60, 30))
  const keys = Object.fromEntries(
    await Promise.all(
      NAMES.map(async (name) => [name, (await openIdentity(join(testNetwork.dir, name))).publicKeyHex]),
    ),
  ) as Record<Name, string>
  const files: Partial<Record<Name, Record<string, Uint8Array>>> = {
    cat: { 'nearby 4711.txt': Buffer.from('two hops away') },
    dan: {
      'faraway 4711.bin': far,
      'quiet lantern.mp3': song,
      '271828.mp3': number,
      '4711 notes.txt': Buffer.from('small'),
    },
    eve: { 'hermit kalimba.bin': hidden },
  }
  const started = await Promise.all(
    NAMES.map(
      async (name) =>
        [
          name,
          await testNetwork.start(name, files[name], {
            wants: (peer) => LINKS[name].some((one) => keys[one] === peer),
          }),
        ] as const,
    ),
  )
  nodes = Object.fromEntries(started) as Record<Name, HyobanNode>
  for (const name of NAMES) {
    for (const other of LINKS[name])
      await when(nodes[name].handlers.peers.list(undefined, context), (list) =>
        list.some((row) => row.publicKey === keys[other] && row.online),
      )
  }
}, 90_000)
afterAll(() => testNetwork.close())

/** Searches again and again until something is as wanted: files are hashed, described and announced meanwhile. */
async function find(
  node: HyobanNode,
  text: string,
  wanted: (result: SearchResult) => boolean,
  input: object = {},
): Promise<SearchResult> {
  for (;;) {
    for await (const result of await node.handlers.search.run({ text, kinds: [], limit: 50, ...input }, context)) {
      if (wanted(result)) return result
      if (result.network?.waiting === 0) break
    }
  }
}
const from = ({ hits }: SearchResult, name: Name): SearchHit | undefined =>
  hits.find(({ sources }) => sources.some(({ publicKey }) => publicKey === nodes[name].publicKey))
const neighbours = async (node: HyobanNode): Promise<string[]> =>
  (await when(node.handlers.peers.list(undefined, context), () => true))
    .filter(({ online }) => online)
    .map(({ publicKey }) => publicKey)

it('a query floods over neighbours, and a peer unknown to the asker answers', async () => {
  const { ada, ben, cat, dan } = nodes
  expect(await neighbours(ada)).toEqual([ben.publicKey])
  // a number is no keyword: nobody is looked up and visited for it. Hits may come before Ben is done and has counted.
  const counted = ({ network }: SearchResult): boolean => (network?.asked ?? 0) >= 2
  const result = await find(
    ada,
    '4711',
    (found) => from(found, 'dan') !== undefined && from(found, 'cat') !== undefined && counted(found),
  )
  const hit = result.hits.find(({ name }) => name === 'faraway 4711.bin')
  expect(hit).toMatchObject({ remote: true, size: far.length, own: false })
  expect(hit?.sources.map(({ publicKey }) => publicKey)).toEqual([dan.publicKey])
  // Ben was asked, and Cat behind him
  expect(result.network?.asked).toBeGreaterThanOrEqual(2)
  expect(from(result, 'cat')?.sources.map(({ publicKey }) => publicKey)).toEqual([cat.publicKey])
  // nobody has become a neighbour by it
  expect(await neighbours(ada)).toEqual([ben.publicKey])
}, 60_000)

it('a wish finds remote hits, too, and names their provider', async () => {
  const { ada, ben, cat, dan } = nodes
  // dan's neighbour answers for it, and may have read its catalogue before the metadata were in it
  for (const node of [dan, cat]) await find(node, 'artist:meltemi', ({ total }) => total > 0)
  const { id } = await ada.handlers.search.saved.save({ text: '271828', name: '', wish: true }, context)
  await when(ada.handlers.search.saved.list(undefined, context), (list) =>
    list.some((one) => one.id === id && one.found === 1 && one.unseen === 1),
  )
  const { rows } = await ada.handlers.search.saved.found({ id, offset: 0, limit: 10 }, context)
  expect(rows).toMatchObject([{ name: '271828.mp3', remote: true, metadata: { artist: 'Trio Meltemi' } }])
  expect(rows[0]?.sources.map(({ publicKey }) => publicKey)).toEqual([dan.publicKey])
  await when(ada.handlers.activity.list({ limit: 50 }, context), (list) =>
    list.some(({ kind }) => kind === 'wishFound'),
  )
  expect(await neighbours(ada)).toEqual([ben.publicKey])
}, 60_000)

it('filters and fields apply to remote hits', async () => {
  const { ada } = nodes
  // From here on words are looked up in the DHT: their holder is visited, and its catalogue may be indexed meanwhile.
  const described = await find(ada, 'artist:zephyr', (found) => from(found, 'dan') !== undefined)
  expect(from(described, 'dan')).toMatchObject({
    name: 'quiet lantern.mp3',
    kind: 'audio',
    metadata: { title: 'Lantern', artist: 'Quartet Zephyr', year: 1987 },
  })
  const narrow = await find(ada, 'lantern year:1980..1990 type:audio', (found) => from(found, 'dan') !== undefined)
  expect(narrow.hits.map(({ name }) => name)).toEqual(['quiet lantern.mp3'])
  const large = await find(ada, '4711 size:>500kb', (found) => found.total > 0)
  expect(large.hits.map(({ name }) => name)).toEqual(['faraway 4711.bin'])
  const chips = await find(ada, '4711', (found) => found.total === 2, { filters: { kinds: ['document'] } })
  expect(chips.hits.map(({ name }) => name).sort()).toEqual(['4711 notes.txt', 'nearby 4711.txt'])
  expect(chips.facets?.kinds).toEqual(expect.arrayContaining([{ value: 'document', count: 2 }]))
  expect(chips.facets?.sizes.find(({ value }) => value === 'tiny')?.count).toBe(2)
  // a year that nobody has is asked for in vain
  for await (const result of await ada.handlers.search.run(
    { text: 'lantern year:1999', kinds: [], limit: 5 },
    context,
  )) {
    expect(result.hits).toEqual([])
    if (result.network?.waiting === 0) break
  }
}, 60_000)

it('a remote hit can be downloaded: its provider is dialled for it', async () => {
  const { ada, dan } = nodes
  const hit = from(await find(ada, 'faraway 4711', (found) => from(found, 'dan') !== undefined), 'dan') as SearchHit
  const { id } = await ada.handlers.transfers.download(
    { root: hit.root, name: hit.name, size: hit.size, peer: dan.publicKey },
    context,
  )
  const lines = await when(ada.handlers.transfers.list(undefined, context), (list) =>
    list.some((line) => line.id === id && line.state === 'done'),
  )
  expect((await readFile(lines.find((line) => line.id === id)?.path ?? '')).equals(far)).toBe(true)
}, 60_000)

it('a peer without neighbours is found by a keyword that it announced', async () => {
  const { ada, eve } = nodes
  const result = await find(ada, 'hermit kalimba', (found) => from(found, 'eve') !== undefined)
  // she was called, and may have shown her whole catalogue meanwhile
  expect(from(result, 'eve')).toMatchObject({ name: 'hermit kalimba.bin', own: false, size: hidden.length })
  expect(from(result, 'eve')?.sources.map(({ publicKey }) => publicKey)).toEqual([eve.publicKey])
}, 60_000)
