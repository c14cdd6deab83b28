import { expect, test } from 'vitest'
import { RaterOrder } from '../../main/reputation/rater-order.ts'

/** Pairs 0, 1, 2 ... of subject 0 by the time of their newest full rating; null: they have none. */
function order(times: (number | null)[]) {
  const at = (pair: number): number => times[pair] ?? Number.NaN
  const raters = new RaterOrder({
    isNewer: (a, b) => at(a) > at(b),
    isListed: (pair) => times[pair] !== null && times[pair] !== undefined,
  })
  const list = (subject = 0): number[] => {
    const pairs: number[] = []
    for (let pair = raters.newestOf(subject); pair >= 0; pair = raters.olderOf(pair)) pairs.push(pair)
    return pairs
  }
  return { raters, list, times }
}

test('pairs that are placed at once come newest first, in whatever order they are handed over', () => {
  for (const pairs of [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [2, 0, 3, 1],
  ]) {
    const { raters, list } = order([20, 40, 10, 30])
    raters.place(0, pairs)
    expect(list()).toEqual([1, 3, 0, 2])
  }
})

test('later pairs go to the front, between and to the end', () => {
  const { raters, list } = order([20, 40, 50, 30, 10])
  raters.place(0, [0, 1])
  raters.place(0, [4, 3, 2])
  expect(list()).toEqual([2, 1, 3, 0, 4])
})

test('a pair moves when its newest rating changes, and leaves the list with its last one', () => {
  const { raters, list, times } = order([10, 20, 30, 40])
  raters.place(0, [0, 1, 2, 3])
  times[0] = 35
  raters.place(0, [0])
  expect(list()).toEqual([3, 0, 2, 1])
  times[3] = 5
  raters.place(0, [3])
  expect(list()).toEqual([0, 2, 1, 3])
  times[2] = null
  raters.place(0, [2])
  expect(list()).toEqual([0, 1, 3])
  times[0] = times[3] = null
  raters.place(0, [0, 3])
  expect(list()).toEqual([1])
  times[1] = null
  raters.place(0, [1])
  expect(list()).toEqual([])
  // handed over once more, though it is in no list
  times[0] = 1
  raters.place(0, [1, 0])
  expect(list()).toEqual([0])
})

test('each subject has its own list and marks, and one that was never seen has none', () => {
  const { raters, list } = order([10, 20, 30])
  raters.reserveSubject(40)
  raters.place(40, [2])
  raters.place(0, [0, 1])
  expect([list(0), list(40), list(16), list(1000)]).toEqual([[1, 0], [2], [], []])
  expect([raters.takeMarked(40), raters.takeMarked(1000)]).toEqual([-1, -1])
  expect([raters.mark(40, 0), raters.mark(40, 7), raters.mark(3, 5)]).toEqual([-1, 0, -1])
  // the marks are gone with the first look at them
  expect([raters.takeMarked(40), raters.takeMarked(40), raters.takeMarked(3)]).toEqual([7, -1, 5])
})

test('pairs are numbers of any size', () => {
  const { raters, list } = order(Array.from({ length: 300 }, (_, pair) => pair))
  raters.place(0, [299, 63, 64, 0])
  expect(list()).toEqual([299, 64, 63, 0])
})
