import { expect, test } from 'vitest'
import { PAPER_DEFAULTS } from '../../main/reputation/parameters.ts'
import {
  emptyPaperState,
  foldPaper,
  raterCounts,
  reasonCounts,
  recentRatings,
  scorePaper,
  trustOf,
  type PaperState,
} from '../../main/reputation/paper/state.ts'
import type { RatingReason } from '../../main/domain/reasons.ts'
import type { Rating } from '../../main/reputation/rating.ts'

const at = (time: number, score = 1, change: Partial<Rating> = {}): Rating => ({
  rater: 'aa',
  subject: 'ff',
  seq: time,
  score,
  time,
  reason: 'served',
  ...change,
})
const window = (recentWindow: number): typeof PAPER_DEFAULTS => ({ ...PAPER_DEFAULTS, recentWindow })
const folded = (list: Rating[], recentWindow = 3): PaperState =>
  list.reduce(foldPaper, emptyPaperState(window(recentWindow)))
const times = (state: PaperState, count = 99): number[] => recentRatings(state, count).map(({ time }) => time)

test("the paper's numbers: halves, the last ten ratings, excluded under 0.6 with ten at least", () => {
  expect(PAPER_DEFAULTS).toEqual({
    weightTotal: 0.5,
    weightRecent: 0.5,
    recentWindow: 10,
    minRatings: 10,
    exclusionThreshold: 0.6,
  })
})

test.each([
  [
    [1, 2],
    [1, 2],
  ],
  [
    [2, 1],
    [1, 2],
  ],
  [
    [1, 2, 3, 4],
    [2, 3, 4],
  ],
  [
    [1, 2, 3, 4, 5, 6, 7],
    [5, 6, 7],
  ],
  [
    [4, 3, 2, 1],
    [2, 3, 4],
  ],
  [
    [1, 3, 2],
    [1, 2, 3],
  ],
  [
    [5, 6, 7, 1],
    [5, 6, 7],
  ],
  [
    [1, 5, 7, 6],
    [5, 6, 7],
  ],
  [
    [1, 2, 3, 7, 6, 5, 4],
    [5, 6, 7],
  ],
  [
    [1, 2, 3, 4, 9, 8, 6, 7, 5],
    [7, 8, 9],
  ],
])('ratings that come at %j leave the last three, oldest first', (order, kept) => {
  expect(times(folded(order.map((time) => at(time))))).toEqual(kept)
})

test('as many of the recent ones are told as are asked for', () => {
  const state = folded([1, 2, 3, 4].map((time) => at(time)))
  expect([times(state, 0), times(state, 1), times(state, 2), times(state, 3)]).toEqual([[], [4], [3, 4], [2, 3, 4]])
})

test('ratings of one time are told apart by rater and place, in any order of arrival', () => {
  const list = ['a', 'b', 'c', 'd'].flatMap((rater) => [1, 2].map((seq) => at(7, 1, { rater, seq })))
  const names = (state: PaperState): string[] => recentRatings(state, 3).map(({ rater, seq }) => `${rater}${seq}`)
  expect(names(folded(list))).toEqual(['c2', 'd1', 'd2'])
  expect(names(folded(list.toReversed()))).toEqual(['c2', 'd1', 'd2'])
})

test('raters are counted once each, with how often they rated, also in between', () => {
  const state = folded([at(1), at(2, 1, { rater: 'bb' }), at(3)])
  expect([...raterCounts(state)]).toEqual([
    ['aa', 2],
    ['bb', 1],
  ])
  foldPaper(state, at(4, 1, { rater: 'bb' }))
  expect([...raterCounts(state)]).toEqual([
    ['aa', 2],
    ['bb', 2],
  ])
})

test('every reason is counted', () => {
  const reasons: RatingReason[] = [
    'served',
    'served',
    'refused',
    'stalled',
    'stalled',
    'corrupt',
    'manual',
    'abusive',
    'fake-content',
  ]
  expect(reasonCounts(folded(reasons.map((reason, i) => at(i, 0, { reason }))))).toEqual({
    served: 2,
    refused: 1,
    stalled: 2,
    corrupt: 1,
    'fake-content': 1,
    abusive: 1,
    manual: 1,
  })
  expect(reasonCounts(folded([]))).toMatchObject({ served: 0, refused: 0 })
})

test('U is the mean of all, R of the recent, u half of each; confidence is count / (count + 10)', () => {
  const state = folded([at(1, 0), at(2, 1), at(3, 1), at(4, 1), at(5, 0.5)])
  const found = scorePaper(state, window(3))
  expect(found.U).toBeCloseTo(3.5 / 5, 12)
  expect(found.R).toBeCloseTo(2.5 / 3, 12)
  expect(found.u).toBeCloseTo((3.5 / 5 + 2.5 / 3) / 2, 12)
  expect(found).toMatchObject({ count: 5, recentCount: 3, raters: 1 })
  expect(found.confidence).toBeCloseTo(1 / 3, 12)
  expect(trustOf(state, window(2))?.R).toBe(0.75)
  expect(scorePaper(folded([]), window(3))).toMatchObject({ u: null, U: null, R: null, count: 0, confidence: 0 })
})

test('a larger window than was kept is refused once ratings are gone, and not before', () => {
  const list = [at(1), at(2), at(3)]
  expect(trustOf(folded(list), window(4))?.u).toBe(1)
  expect(() => trustOf(folded([...list, at(4)]), window(4))).toThrow('keeps the last 3 ratings; a window of 4')
})
