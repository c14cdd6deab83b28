import { expect, test } from 'vitest'
import { isAt, lookedAt, parseUnseen, unseenIn, withNotice } from '../../../renderer/client/unseen.ts'

const notice = (kind: 'downloadDone' | 'downloadFailed' | 'wishFound' | 'peerExcluded', count = 1) => ({ kind, count })

test('events add up in the section that shows them', () => {
  const unseen = [notice('downloadDone', 2), notice('downloadFailed'), notice('wishFound', 3)].reduce(withNotice, {})
  expect(['transfers', 'search', 'peers', 'library'].map((section) => unseenIn(unseen, section))).toEqual([3, 3, 0, 0])
})

test('are seen on their page, and only there', () => {
  const unseen = [notice('wishFound'), notice('peerExcluded')].reduce(withNotice, {})
  expect(lookedAt(unseen, '/')).toBe(unseen)
  expect(lookedAt(unseen, '/peers')).toBe(unseen)
  expect(lookedAt(unseen, '/search/saved')).toEqual({ peerExcluded: 1 })
  expect(isAt('/transfers/history', 'downloadDone')).toBe(true)
  expect(isAt('/transfersX', 'downloadDone')).toBe(false)
})

test('stored counts are read; anything else is nothing', () => {
  expect(parseUnseen('{"wishFound":2,"other":5,"peerExcluded":-1,"downloadDone":"3"}')).toEqual({ wishFound: 2 })
  for (const text of [undefined, '', 'null', '[]', '{', '7']) expect(parseUnseen(text)).toEqual({})
})
