import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatLink } from '../../main/contract/link.ts'
import { context, TestNetwork, when } from '../helpers/nodes.ts'

let testNetwork: TestNetwork
beforeAll(async () => {
  testNetwork = await TestNetwork.build('transfers')
})
afterAll(() => testNetwork.close())

test('a content known only by its root is fetched, counted, recorded, and exported as a torrent', async () => {
  const film = randomBytes(3 * 2 ** 20 + 5)
  const a = await testNetwork.start('Ada', { 'film.bin': film })
  const b = await testNetwork.start('Ben')
  const found = await when(
    b.handlers.search.run({ text: 'film', kinds: [], limit: 10 }, context) as never,
    ({ hits }: { hits: { root: string; name: string; size: number; sources: { online: boolean }[] }[] }) =>
      hits[0]?.sources[0]?.online === true,
  )
  const { root, name, size } = found.hits[0] as (typeof found.hits)[number]
  const { transfers } = b.handlers
  const { id } = await transfers.download({ root, name, size }, context)
  await when(transfers.changes(undefined, context), ({ changed }) =>
    changed.some((line) => line.id === id && line.state === 'done'),
  )
  const details = await when(transfers.details({ id }, context), ({ sources }) => sources.length === 1)
  expect(details).toMatchObject({
    transfer: { state: 'done', sources: 1 },
    pieces: null,
    sources: [{ publicKey: a.publicKey, bytes: size, share: 1 }],
  })
  // bytes are counted once a second
  await when(b.handlers.peers.list(undefined, context) as never, (rows: { received: number }[]) =>
    rows.some(({ received }) => received === size),
  )
  expect(await when(transfers.queue(undefined, context), () => true)).toMatchObject({
    active: 0,
    waiting: 0,
    slots: { downloads: 8, uploads: 8 },
  })
  const { total, byPeer } = await transfers.statistics({ days: 1, offset: 0, limit: 10 }, context)
  expect(total).toEqual({ given: 0, received: size, ratio: 0 })
  expect(byPeer).toMatchObject([{ peer: { publicKey: a.publicKey }, received: size, given: 0 }])
  expect(await transfers.clearFinished({}, context)).toEqual({ removed: 1 })
  expect(await transfers.history({ text: 'FILM', offset: 0, limit: 10 }, context)).toMatchObject({
    total: 1,
    rows: [{ id, state: 'done', size, peer: { publicKey: a.publicKey } }],
  })
  const torrent = await a.handlers.transfers.exportTorrent({ root }, context)
  expect(torrent.magnet).toMatch(
    new RegExp(`^magnet:\\?xt=urn:btmh:1220${torrent.infohash}&dn=film.bin&xl=\\d+&x\\.hyoban=[0-9a-f]{64}$`),
  )
  expect(Buffer.from(torrent.torrent, 'base64').includes(Buffer.from(root, 'hex'))).toBe(true)
  b.openLink('hyoban:?nothing')
  expect(await when(b.handlers.desktop.opened(undefined, context), () => true)).toEqual({
    kind: 'fault',
    fault: 'link',
    name: '',
  })
  b.openLink(formatLink({ root, name, size }))
  expect(await when(b.handlers.desktop.opened(undefined, context), () => true)).toEqual({
    kind: 'link',
    root,
    name,
    size,
  })
})
