import { expect, test } from 'vitest'
import type { Opened } from '../../main/contract/views/opened.ts'
import { desktopHandlers } from '../../main/status/desktop-handlers.ts'
import { LinkInbox } from '../../main/status/link-inbox.ts'

const root = 'ab'.repeat(32)
const sources = {
  opened: new LinkInbox<Opened>(),
  transfers: {
    list: () => [
      { id: 'done', path: '/downloads/a.txt' },
      { id: 'active', path: null },
    ],
  },
  library: { source: (wanted: string) => (wanted === root ? { path: '/share/b.txt' } : null) },
}
const context = { signal: new AbortController().signal }

test('files are dragged out and shown by paths that the node knows, never by those of a page', async () => {
  const asked: string[] = []
  const note =
    (what: string) =>
    async (path: string): Promise<void> =>
      void asked.push(`${what} ${path}`)
  const desktop = {
    pickFolder: async () => null,
    openFile: note('open'),
    revealFile: note('reveal'),
    dragFile: note('drag'),
  }
  const handlers = desktopHandlers({ desktop, ...sources })
  await handlers.dragFile({ transferId: 'done' }, context)
  await handlers.revealFile({ transferId: 'done' }, context)
  await handlers.revealFile({ root }, context)
  expect(asked).toEqual(['drag /downloads/a.txt', 'reveal /downloads/a.txt', 'reveal /share/b.txt'])
  for (const transferId of ['active', '/etc/passwd'])
    await expect(handlers.dragFile({ transferId }, context)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(handlers.revealFile({ root: 'cd'.repeat(32) }, context)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(asked).toHaveLength(3)
})

test.runIf(process.platform !== 'win32')('of a name that is no text, its folder is shown', async () => {
  const asked: string[] = []
  const note = (what: string) => async (path: string) => void asked.push(`${what} ${path}`)
  const desktop = {
    pickFolder: async () => null,
    openFile: note('open'),
    revealFile: note('reveal'),
    dragFile: note('drag'),
  }
  const raw = { id: 'raw', path: '/downloads/n⟨F6⟩/caf⟨E9⟩.txt' }
  const library = { source: () => ({ path: '/share/caf⟨E9⟩.txt' }) }
  const handlers = desktopHandlers({ ...sources, desktop, library, transfers: { list: () => [raw] } })
  await handlers.revealFile({ transferId: 'raw' }, context)
  await handlers.openFile({ transferId: 'raw' }, context)
  await handlers.dragFile({ transferId: 'raw' }, context)
  await handlers.revealFile({ root }, context)
  expect(asked).toEqual(['reveal /downloads', 'reveal /downloads', 'reveal /downloads', 'reveal /share'])
})

test('a browser has none of this, and says so', async () => {
  const handlers = desktopHandlers({ ...sources })
  expect(handlers.capabilities(undefined, context)).toEqual({
    pickFolder: false,
    openFile: false,
    revealFile: false,
    dragFile: false,
    notify: false,
    integrate: false,
  })
  await expect(handlers.dragFile({ transferId: 'done' }, context)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await expect(handlers.integrate({ torrents: true }, context)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
})

test('what is dropped on a page comes back as what it is', async () => {
  const handlers = desktopHandlers({ ...sources })
  await handlers.openContent({ name: 'a.hyoban', base64: btoa('hyoban:invite/x') }, context)
  const page = sources.opened.take(context.signal)
  expect((await page.next()).value).toEqual({ kind: 'invitation', text: 'hyoban:invite/x' })
})
