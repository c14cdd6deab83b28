import { expect, test } from 'vitest'
import { parseNoticePreferences } from '../../renderer/client/notice-preferences.ts'
import { takeLink } from '../../renderer/client/page-link.ts'

test('notifications are off unless switched on, whatever is stored', () => {
  const none = { on: false, off: [] }
  for (const text of [undefined, '', 'null', '7', '[]', '{"on":"yes"}', '{', '{"off":3}'])
    expect(parseNoticePreferences(text)).toEqual(none)
  expect(parseNoticePreferences('{"on":true,"off":["wishFound","nonsense"]}')).toEqual({ on: true, off: ['wishFound'] })
})

test("only the link is removed from the page's address", () => {
  const taken = (search: string): [string | null, string[]] => {
    const said: string[] = []
    const history = {
      state: null,
      replaceState: (_state: unknown, _title: string, url?: string | URL | null) => void said.push(String(url)),
    }
    return [takeLink({ pathname: '/', search, hash: '#/peers' }, history), said]
  }
  expect(taken('')).toEqual([null, []])
  expect(taken('?a=1')).toEqual([null, []])
  expect(taken(`?link=${encodeURIComponent('hyoban:?root=1&name=a b')}`)).toEqual([
    'hyoban:?root=1&name=a b',
    ['/#/peers'],
  ])
  expect(taken('?a=1&link=x')).toEqual(['x', ['/?a=1#/peers']])
})
