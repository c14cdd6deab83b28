import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openedText } from '../../main/contract/views/opened.ts'
import { formatLink } from '../../main/contract/link.ts'
import { magnetOf, makeTorrent } from '../../main/domain/torrent.ts'
import { openedContent, openedFile } from '../../main/status/opened-files.ts'

const text = (value: string): Uint8Array => Buffer.from(value)
const fault = (name: string, of: string) => ({ kind: 'fault', fault: of, name })

test('a file is opened by its name and content, and an odd one is said to be what it is', () => {
  const invitation = 'hyoban:invite/AbC-_'
  for (const name of ['Friends.hyoban', 'old.hyoban-invite', 'LOUD.HYOBAN'])
    expect(openedContent(name, text(`${invitation}\n`))).toEqual({ kind: 'invitation', text: invitation })
  expect(openedContent('a.hyoban', text('ding dong'))).toEqual(fault('a.hyoban', 'invitation'))
  expect(openedContent('a.hyoban', new Uint8Array(20_001))).toEqual(fault('a.hyoban', 'large'))
  expect(openedContent('a.txt', text(invitation))).toEqual(fault('a.txt', 'kind'))
  expect(openedContent('a.torrent', text('ding dong'))).toEqual(fault('a.torrent', 'torrent'))
  expect(openedContent('a.torrent', new Uint8Array(4 * 1024 * 1024 + 1))).toEqual(fault('a.torrent', 'large'))
  const made = makeTorrent('a', [{ path: ['b', 'c'], size: 7, root: 'ab'.repeat(32), layer: new Uint8Array() }])
  const files = [{ path: 'b/c', size: 7, root: 'ab'.repeat(32) }]
  expect(openedContent('a.torrent', made.bytes)).toEqual({ kind: 'torrent', name: 'a', files })
})

test('a file on disk is read up to its limit; a missing one and a folder are no surprise', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-opened-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const [small, large] = [join(dir, 'a.hyoban'), join(dir, 'b.torrent')]
  await writeFile(small, 'hyoban:invite/x')
  await writeFile(large, Buffer.alloc(5_000_000))
  expect(await openedFile(small)).toEqual({ kind: 'invitation', text: 'hyoban:invite/x' })
  expect(await openedFile(large)).toEqual(fault('b.torrent', 'large'))
  expect(await openedFile(join(dir, 'none.hyoban'))).toEqual(fault('none.hyoban', 'unreadable'))
  expect((await openedFile(dir)).kind).toBe('fault')
})

test.runIf(process.platform !== 'win32')(
  'a named pipe is refused at once, though nobody writes to it',
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'hyoban-opened-'))
    onTestFinished(() => rm(dir, { recursive: true }))
    const pipe = join(dir, 'pipe.hyoban')
    execFileSync('mkfifo', [pipe])
    expect(await openedFile(pipe)).toEqual(fault('pipe.hyoban', 'kind'))
  },
  5000,
)

test('a text is a link, an invitation, or neither', () => {
  const link = { root: 'ab'.repeat(32), name: 'film', size: 1 }
  expect(openedText(` ${formatLink(link)}\n`)).toEqual({ kind: 'link', ...link })
  expect(openedText('hyoban:invite/x')).toEqual({ kind: 'invitation', text: 'hyoban:invite/x' })
  expect(openedText('hyoban:?root=1')).toEqual(fault('', 'link'))
  // a magnet link that Hyoban made for a file is one, with trackers that others add, too
  const { magnet } = magnetOf('film', [{ path: ['film'], size: 1, root: link.root }])
  expect(openedText(`${magnet}&tr=http%3A%2F%2Fa&tr=http%3A%2F%2Fb`)).toEqual({ kind: 'link', ...link })
  const folder = magnetOf('films', [{ path: ['film'], size: 1, root: link.root }])
  expect(openedText(folder.magnet)).toEqual(fault('', 'magnet'))
  expect(openedText(magnet.replace(/xl=1/, 'xl=-1'))).toEqual(fault('', 'link'))
})
