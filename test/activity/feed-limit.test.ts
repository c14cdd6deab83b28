import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { limitedFeed } from '../../main/activity/feed-limit.ts'

test('a flood of one kind of line is dropped; other kinds, and the same kind later, are not', () => {
  const clock = new ManualClock()
  const lines: string[] = []
  const add = limitedFeed({ add: (kind) => void lines.push(kind) }, clock, { burst: 3, perSecond: 1 })
  for (let n = 0; n < 100; n++) add('ratingSeen', 'bad', 'ff', { score: 0 })
  add('peerJoined', 'info', 'aa')
  expect(lines).toEqual(['ratingSeen', 'ratingSeen', 'ratingSeen', 'peerJoined'])
  clock.advance(1000)
  for (let n = 0; n < 100; n++) add('ratingSeen', 'bad', 'ff', { score: 0 })
  expect(lines.slice(4)).toEqual(['ratingSeen'])
})
