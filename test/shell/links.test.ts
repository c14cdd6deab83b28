import { expect, test } from 'vitest'
import { LinkInbox } from '../../main/status/link-inbox.ts'
import { formatLink } from '../../main/contract/link.ts'
import { linkIn, requestIn } from '../../main/shell/electron/links.ts'

const link = formatLink({ root: 'ab'.repeat(32), name: 'film', size: 1 })

test('a link among the arguments is found, whatever else is there', () => {
  expect(linkIn(['/usr/bin/hyoban', '--host-only', link])).toBe(link)
  expect(linkIn(['C:\\Program Files\\Hyoban\\Hyoban.exe', '--allow-file-access-from-files', link.toUpperCase()])).toBe(
    link.toUpperCase(),
  )
  // a bad one goes on too: somebody clicked it and is to hear why nothing comes
  expect(linkIn(['hyoban', 'hyoban:?root=1', 'https://example.org/?root=1'])).toBe('hyoban:?root=1')
  expect(linkIn(['hyoban', '/home/ada/hyoban:', 'hyoban-app://app/'])).toBeNull()
  expect(linkIn([])).toBeNull()
})

test('a file among the arguments is found as a path or URL, and nothing else is taken for one', () => {
  const file = (path: string) => ({ type: 'openFile', path })
  expect(requestIn(['/usr/bin/hyoban', '/home/ada/Friends.hyoban'], '/')).toEqual(file('/home/ada/Friends.hyoban'))
  expect(requestIn(['hyoban', 'file:///home/ada/my%20film.TORRENT'], '/')).toEqual(file('/home/ada/my film.TORRENT'))
  expect(requestIn(['hyoban', 'film.torrent'], '/tmp')).toEqual(file('/tmp/film.torrent'))
  expect(requestIn(['hyoban', 'film.torrent', link], '/tmp')).toEqual({ type: 'openLink', link })
  expect(requestIn(['hyoban', '--data-dir', '/home/ada/.hyoban', '--name=a.torrent'], '/')).toBeNull()
  expect(requestIn(['hyoban', 'file://%zz/a.torrent', '/home/ada/notes.txt'], '/')).toBeNull()
})

test('links wait for a page, each is handed out once, and only the last few are kept', async () => {
  const inbox = new LinkInbox<number>()
  for (let i = 0; i < 20; i++) inbox.add(i)
  const stop = new AbortController()
  const page = inbox.take(stop.signal)
  const seen: number[] = []
  for (let i = 0; i < 16; i++) seen.push((await page.next()).value as number)
  expect(seen).toEqual(Array.from({ length: 16 }, (_, i) => i + 4))
  const next = page.next()
  inbox.add(99)
  expect((await next).value).toBe(99)
  const last = page.next()
  stop.abort()
  expect((await last).done).toBe(true)
})
