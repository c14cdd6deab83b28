import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import crypto from 'hypercore-crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { encodeWith } from '../../main/base/codec.ts'
import type { Metadata } from '../../main/domain/metadata.ts'
import { metadataCodec } from '../../main/domain/metadata-codec.ts'
import { browseRow, searchHit, type SearchHit, type SearchResult, searchResult } from '../../main/contract/search.ts'
import { encodeEntry } from '../../main/domain/catalogue-entry.ts'
import { CatalogueIndexer } from '../../main/search/local/catalogue-indexer.ts'
import { safeFolder, safeName } from '../../main/domain/text/safe-name.ts'
import { makeOverlay, meet } from '../helpers/overlay.ts'
import { makeLogPeer, temporaryFolder } from '../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import { Fixture } from './fixture.ts'
import { hitOf, speaks, connectQueryNodes, type QueryNode } from './network/query-nodes.ts'
import { searchOf } from './network/search-of.ts'

/** Paths that no catalogue may contain: path traversal and control characters. */
const REFUSED = [
  '../../etc/passwd song',
  '/etc/song',
  'a/../../song',
  './song',
  'a/./song',
  'a//song',
  'a/song/',
  '..',
  'a\\..\\song',
  'C:\\Windows\\song.exe',
  'nul\u0000song',
  'bell\u0007 song.txt',
  'two\nlines song.txt',
  'esc\u001b[31m song.txt',
  'del\u007f song',
  'c1\u009b song',
  `${'x/'.repeat(600)}song`,
  `song ${'x'.repeat(10_000)}.mp3`,
]
/** Valid file names that deceive, hide or break things. */
const HOSTILE = [
  'song invoice\u202egpj.exe',
  'song \u2066isolated\u2069.txt',
  'song zero\u200bwidth\u200f.mp3',
  'song \ufeffbom.txt',
  'song \u{e0041}tags.txt',
  'song filler\u3164.mp3',
  'song soft\u00adhyphen.txt',
  'song line\u2028separator.txt',
  `song z${'\u0301'.repeat(300)}algo.txt`,
  `song ${'長'.repeat(300)}.flac`,
  `song ${'x'.repeat(900)}.mp3`,
  'song CON',
  'con.song.txt',
  'AUX song.mp3',
  'NUL',
  'com1.song',
  'song trailing dot.',
  'song trailing space ',
  'song <script>alert(1)</script>.html',
  'song "quotes" & \'ticks\'.txt',
  'song a:b*c?|<>.txt',
  '...song',
  '~song',
  '-rf song',
  '$(reboot) song',
  '%2e%2e%2fsong',
  'song ．．／full width.txt',
  'song\u00a0blank.txt',
  'song \ud83d\udc69\u200d\ud83d\ude80.png',
  'song {{constructor}} ${x} `y`.txt',
  'song __proto__',
  'song; DROP TABLE entries;--.txt',
]
const LYING: Record<string, unknown> = {
  title: `tit\u202ele\u0000 \u001b[31m${'x'.repeat(700)}`,
  artist: 'art\nist',
  album: '\u200b',
  year: 99_999,
  duration: 5,
}

// control, bidi and invisible characters in any form
const HARMFUL = new RegExp(
  String.raw`[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e]` +
    String.raw`|[\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e0fff}]`,
  'u',
)
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i

let net: TestNet
let at: Fixture
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())
beforeEach(() => {
  at = new Fixture()
})
afterEach(() => at.end())

/** All texts in a message. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

function harmless(hits: readonly SearchHit[]): void {
  for (const hit of hits) {
    expect(searchHit.safeParse(hit).success).toBe(true)
    expect(textsIn(hit).filter((text) => HARMFUL.test(text) || /\p{M}{5}/u.test(text))).toEqual([])
    expect([hit.name, ...hit.otherNames].every((name) => Array.from(name).length <= 255 && !name.includes('/'))).toBe(
      true,
    )
    expect(hit.sources.every(({ path }) => Array.from(path).length <= 1024)).toBe(true)
    // downloads get a name that is valid on every system, in the chosen folder
    const name = safeName(hit.name)
    expect(name).not.toMatch(/[/\\\p{Cc}<>:"|?*]/u)
    expect(name).not.toMatch(/^\.{1,2}$|[. ]$|^$/u)
    expect(RESERVED.test(name)).toBe(false)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  }
}

test('hostile names in a catalogue are harmless in the contract', async () => {
  const keyPair = crypto.keyPair()
  const evil = keyPair.publicKey.toString('hex')
  const store = new Corestore(await temporaryFolder())
  onTestFinished(() => store.close())
  const bee = new Hyperbee(store.get({ name: 'catalogue' }), {
    keyEncoding: 'binary',
    valueEncoding: 'binary',
    extension: false,
  })
  await bee.ready()
  const overlay = makeOverlay(net.bootstrap, 'Evil', { community: 'Names', keyPair })
  overlay.onConnection((stream) => store.replicate(stream))
  const victim = await makeLogPeer(net.bootstrap, { community: 'Names' })
  const paths = [...REFUSED, ...HOSTILE.map((name) => `x/${name}`), 'song \u202efolder/\u200b/deep.txt']
  const value = (n: number): Buffer =>
    Buffer.from(encodeEntry({ root: crypto.hash(Buffer.from(String(n))), size: 1000 + n, modified: 1e12 }))
  for (const [n, path] of paths.entries()) await bee.put(Buffer.from(path), value(n))
  await bee.put(Buffer.from([0x78, 0x2f, 0xff, 0xfe, 0xc3]), value(500))
  // an honest writer cuts the metadata of a file; this one does not
  const plain = value(501)
  await bee.put(
    Buffer.from('x/song described.mp3'),
    Buffer.concat([
      Buffer.from([2]),
      plain.subarray(1),
      encodeWith(metadataCodec, {
        title: LYING.title,
        artist: LYING.artist,
        album: LYING.album,
        duration: 5,
      } as Metadata),
    ]),
  )
  const blocks = bee.version
  let refused = 0
  victim.logs.catalogue.on('refused', () => refused++)
  const indexer = new CatalogueIndexer({
    feed: victim.logs.catalogue,
    index: at.index,
    clock: systemClock,
    log: () => {},
  })
  onTestFinished(() => indexer.close())
  const done = new Promise<void>((resolve) => {
    indexer.events.on('indexed', () => {
      if (at.index.version(evil, victim.logs.catalogue.keyOf(evil) ?? '') >= blocks) resolve()
    })
  })
  await meet(overlay, victim.overlay)
  victim.logs.catalogue.follow(evil, bee.core.key as Buffer)
  await done
  // a path that is too long makes the block or the path exceed its limit
  expect(refused).toBe(REFUSED.length + 1)
  const calls = at.handlers()
  const signal = AbortSignal.timeout(20_000)
  const stop = new AbortController()
  for await (const result of calls.run(
    { text: '', kinds: [], limit: 1000 },
    { signal: stop.signal },
  ) as AsyncIterable<SearchResult>) {
    expect(searchResult.safeParse(result).success).toBe(true)
    expect(result.total).toBe(HOSTILE.length + 2)
    expect(result.hits).toHaveLength(HOSTILE.length + 2)
    harmless(result.hits)
    expect(result.hits.find(({ name }) => name === 'song described.mp3')?.metadata?.artist).toBe('art ist')
    const { hits } = await calls.rows({ snapshot: result.snapshot as number, offset: 0, limit: 1000 }, { signal })
    harmless(hits)
    for (const { root } of hits) {
      const details = await calls.details({ root }, { signal })
      harmless([details])
      expect(textsIn(details.names).filter((text) => HARMFUL.test(text))).toEqual([])
    }
    stop.abort()
  }
  // each is found by its legible part
  for (const text of ['song', 'so', 's', '長長', 'script', 'drop table', 'reboot', '"../"', '%2e', 'con', 'nul'])
    harmless(at.search.run({ text, kinds: [], limit: 1000 }).hits)
  expect(at.search.run({ text: 'invoicegpj', kinds: [], limit: 1 }).hits[0]).toMatchObject({
    name: 'song invoice\ufffdgpj.exe',
    kind: 'program',
  })
  const { rows, name } = await calls.browse({ peer: evil, path: 'x', offset: 0, limit: 1000 }, { signal })
  expect(rows).toHaveLength(HOSTILE.length + 1)
  expect(rows.every((row) => browseRow.safeParse(row).success && !HARMFUL.test(row.name) && !HARMFUL.test(name))).toBe(
    true,
  )
  const { files } = await calls.filesBelow({ peer: evil, path: '', offset: 0, limit: 1000 }, { signal })
  expect(files).toHaveLength(HOSTILE.length + 2)
  for (const { path } of files) {
    expect(HARMFUL.test(path)).toBe(false)
    expect(
      safeFolder(path)
        .split('/')
        .every((part) => part !== '..' && part !== '.' && part !== '' && !RESERVED.test(part)),
    ).toBe(true)
  }
})

test('hostile names in answers of a neighbour are harmless in the contract', async () => {
  const [asker, evil] = (await connectQueryNodes(net.bootstrap, 2, [[0, 1]], { community: 'Liars' })) as [
    QueryNode,
    QueryNode,
  ]
  await speaks(asker, evil.key)
  const short = [...REFUSED, ...HOSTILE, '..', '.', 'song/..', 'song\\..\\x'].filter(
    (name) => Buffer.byteLength(name) <= 255,
  )
  evil.shares.push(...short.filter((name) => name.includes('song')))
  const search = at.searchWith()
  search.attachNetwork(searchOf(asker))
  const stop = new AbortController()
  for await (const result of search.stream({ text: 'song', kinds: [], limit: 1000 }, () => () => {}, stop.signal)) {
    expect(searchResult.safeParse(result).success).toBe(true)
    if (result.total < evil.shares.length) continue
    expect(result.hits.every(({ remote }) => remote)).toBe(true)
    expect(result.hits.map(({ root }) => root).sort()).toEqual(
      evil.shares.map((name) => hitOf(name, evil.key).root).sort(),
    )
    harmless(result.hits)
    stop.abort()
  }
  expect(evil.asked).toEqual(['song'])
})
