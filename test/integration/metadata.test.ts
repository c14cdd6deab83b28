import { afterAll, beforeAll, expect, it } from 'vitest'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import type { HyobanNode } from '../../main/node.ts'
import { context, TestNetwork, when } from '../helpers/nodes.ts'
import { mp3 } from '../library/metadata/containers.ts'
import { png } from '../library/metadata/documents.ts'

let testNetwork: TestNetwork
let ada: HyobanNode
let ben: HyobanNode

beforeAll(async () => {
  testNetwork = await TestNetwork.build('metadata')
  ada = await testNetwork.start('ada', {
    '01.mp3': mp3({ TIT2: '鐘の音', TPE1: 'Quartet Zephyr', TALB: 'Tower' }, 40, await png(600, 300)),
    'b.xyz': Buffer.from('b'),
  })
  ben = await testNetwork.start('ben')
}, 60_000)
afterAll(() => testNetwork.close())

/** What `node` says of its file, once it has looked into it. */
async function known(node: HyobanNode, name: string) {
  const status = await node.handlers.node.status(undefined, context)
  for await (const _ of status) {
    const { rows } = await node.handlers.library.files({ text: name, offset: 0, limit: 10 }, context)
    const root = rows.find(({ path }) => path === name)?.root
    const found = root ? await node.handlers.library.metadata({ root }, context) : undefined
    if (root && found && !['waiting', 'unknown'].includes(found.state)) return { root, ...found }
  }
  throw new Error('the node has ended')
}

it('metadata and thumbnail of a file are known to its owner, and peers search by them', async () => {
  const song = await known(ada, '01.mp3')
  expect(song).toMatchObject({
    state: 'done',
    metadata: { title: '鐘の音', artist: 'Quartet Zephyr', album: 'Tower', codec: 'MP3' },
    thumbnail: true,
  })
  expect(await known(ada, 'b.xyz')).toMatchObject({ state: 'unsupported', metadata: {}, thumbnail: false })
  const picture = await ada.content.book.open('thumbnail', song.root)
  const bytes = await buffer(Readable.from(picture?.read(0, picture.size, context.signal) ?? []))
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 256, height: 128 })
  expect(await ada.content.book.open('thumbnail', '../hyoban.db')).toBeNull()
  expect(await ben.handlers.library.metadata({ root: song.root }, context)).toEqual({
    state: 'unknown',
    metadata: {},
    thumbnail: false,
  })

  // no name has these words: they have come with the catalogue
  for (const text of ['zephyr', '鐘の音']) {
    const { hits } = await when(
      await ben.handlers.search.run({ text, kinds: [], limit: 10 }, context),
      (result) => result.hits.length > 0,
    )
    expect(hits[0]).toMatchObject({ root: song.root, name: '01.mp3' })
  }
}, 60_000)
