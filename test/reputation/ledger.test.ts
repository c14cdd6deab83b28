import { expect, test } from 'vitest'
import { FULL, HALF } from '../../main/reputation/evidence.ts'
import { Ledger } from '../../main/reputation/ledger.ts'
import { COUNT, DUST, SUM, WEAK_COUNT, WEAK_DUST, WEAK_SUM } from '../../main/reputation/statistics.ts'

/** The whole score of one rating. */
const ONE = 1_048_576
const NONE = 0

interface Said {
  score?: number
  time?: number
  seq?: number
  kind?: 0 | 1 | 2
  receipt?: number
  lack?: number
  file?: number
}

function ledgerOf(): { ledger: Ledger; say: (rater: string, subject: string, said?: Said) => string } {
  const ledger = new Ledger()
  let count = 0
  return {
    ledger,
    say: (rater, subject, { score = 1, time = ++count, seq = count, kind = FULL, receipt, lack, file } = {}) =>
      ledger.add(ledger.peer(rater), ledger.peer(subject), score, time, seq, kind, receipt, lack, file),
  }
}
const raters = (ledger: Ledger, subject: string): string[] => {
  const names: string[] = []
  for (let pair = ledger.newestOf(ledger.find(subject)); pair >= 0; pair = ledger.olderOf(pair))
    names.push(ledger.names[ledger.raterOf(pair)] as string)
  return names
}
/** Places in the log of the ratings of a pair, newest first, and of the one that stands for it. */
const list = (ledger: Ledger, rater: string, subject: string): { seqs: number[]; full: number | undefined } => {
  const pair = ledger.pairOf(ledger.find(rater), ledger.find(subject))
  const seqs: number[] = []
  for (let at = ledger.lastOf(pair); at >= 0; at = ledger.before[at] as number) seqs.push(ledger.seq[at] as number)
  return { seqs, full: ledger.seq[ledger.lastFullOf(pair)] }
}

test('raters of a subject come newest first, those of one time from the last name to the first', () => {
  for (const names of [
    ['ann', 'bob', 'cyd'],
    ['bob', 'cyd', 'ann'],
    ['cyd', 'ann', 'bob'],
  ]) {
    const { ledger, say } = ledgerOf()
    for (const name of names) say(name, 'shop', { time: 7 })
    say('dan', 'shop', { time: 6 })
    say('ada', 'shop', { time: 8 })
    expect(raters(ledger, 'shop')).toEqual(['ada', 'cyd', 'bob', 'ann', 'dan'])
  }
})

test('the place of a rater is that of its newest full rating, whatever came after it', () => {
  const { ledger, say } = ledgerOf()
  say('ann', 'shop', { time: 10 })
  say('bob', 'shop', { time: 20 })
  expect(raters(ledger, 'shop')).toEqual(['bob', 'ann'])
  say('ann', 'shop', { time: 30, kind: HALF })
  say('ann', 'shop', { time: 40, kind: NONE })
  expect(raters(ledger, 'shop')).toEqual(['bob', 'ann'])
  // a full one of before is no newer than that of bob
  say('ann', 'shop', { time: 19 })
  expect(raters(ledger, 'shop')).toEqual(['bob', 'ann'])
  say('ann', 'shop', { time: 21 })
  expect(raters(ledger, 'shop')).toEqual(['ann', 'bob'])
  // of a tiny file: it does not stand for the rater, since there are others
  say('bob', 'shop', { time: 50, lack: 1024 })
  expect(raters(ledger, 'shop')).toEqual(['ann', 'bob'])
})

test('a rater without any full rating is in no list, and counted once it has one', () => {
  const { ledger, say } = ledgerOf()
  say('ann', 'shop', { kind: HALF, receipt: 0, seq: 1 })
  say('bob', 'shop', { kind: NONE })
  const shop = ledger.find('shop')
  const counts = (): unknown => [raters(ledger, 'shop'), ledger.raters[shop], ledger.half[shop], ledger.bare[shop]]
  expect(counts()).toEqual([[], 0, 1, 1])
  say('ann', 'shop', { receipt: 0, seq: 5 })
  expect(counts()).toEqual([['ann'], 1, 0, 1])
  say('ann', 'shop')
  expect(counts()).toEqual([['ann'], 1, 0, 1])
  say('ann', 'shop', { kind: NONE, receipt: 0, seq: 6 })
  expect(counts()).toEqual([['ann'], 1, 0, 2])
  expect([ledger.find('nobody'), ledger.newestOf(-1), ledger.newestOf(9999)]).toEqual([-1, -1, -1])
})

test('ratings of a pair are listed by time, and by place in the log at equal times', () => {
  const expected = { seqs: [4, 9, 8, 3, 2], full: 4 }
  const said = [
    { time: 5, seq: 2 },
    { time: 5, seq: 3 },
    { time: 6, seq: 8 },
    { time: 6, seq: 9 },
    { time: 7, seq: 4 },
  ]
  for (let first = 0; first < said.length; first++) {
    const { ledger, say } = ledgerOf()
    for (const one of [...said.slice(first), ...said.slice(0, first)]) say('ann', 'shop', one)
    expect(list(ledger, 'ann', 'shop')).toEqual(expected)
    const back = ledgerOf()
    for (const one of [...said.slice(first), ...said.slice(0, first)].toReversed()) back.say('ann', 'shop', one)
    expect(list(back.ledger, 'ann', 'shop')).toEqual(expected)
  }
})

test('a correction takes the newest, a middle and the oldest rating of a pair out of the list', () => {
  for (const [receipt, time, seqs] of [
    [3, 0, [2, 1, 9]],
    [2, 9, [9, 3, 1]],
    [1, 2.5, [3, 9, 2]],
  ] as const) {
    const { ledger, say } = ledgerOf()
    for (const seq of [1, 2, 3]) say('ann', 'shop', { time: seq, seq, receipt: seq })
    expect(say('ann', 'shop', { time, seq: 9, receipt })).toBe('corrected')
    expect(list(ledger, 'ann', 'shop').seqs).toEqual(seqs)
    // the newest time is that of what is left: a rating after it comes first
    say('ann', 'shop', { time: time + 3, seq: 10 })
    expect(list(ledger, 'ann', 'shop').seqs[0]).toBe(10)
    expect(say('ann', 'shop', { seq: 8, receipt })).toBe('superseded')
    // the same place once more replaces itself
    expect(say('ann', 'shop', { seq: 9, receipt })).toBe('corrected')
    expect(ledger.ratings).toBe(4)
  }
})

test('the statistics of a pair before and after a rating, by the kind of its receipt', () => {
  const { ledger, say } = ledgerOf()
  const change = (): number[][] =>
    [ledger.change.was, ledger.change.is].map((of) =>
      [COUNT, SUM, WEAK_COUNT, WEAK_SUM, DUST, WEAK_DUST].map((at) => of[at] as number),
    )
  say('ann', 'shop', { score: 1, lack: 512 })
  const { pair, rater, subject } = ledger.change
  expect([pair, ledger.names[rater], ledger.names[subject]]).toEqual([0, 'ann', 'shop'])
  expect(change()).toEqual([
    [0, 0, 0, 0, 0, 0],
    [1, ONE, 0, 0, 512, 0],
  ])
  say('ann', 'shop', { score: 0.75, lack: 512, kind: HALF, receipt: 0, seq: 1 })
  // what is but half good lacks half as much
  expect(change()[1]).toEqual([1, ONE, 1, 0.75 * ONE, 512, 256])
  say('ann', 'shop', { score: 0.25, lack: 512, kind: NONE })
  expect(change()[1]).toEqual([1, ONE, 2, ONE, 512, 256])
  say('ann', 'shop', { score: 0.75, lack: 512, kind: FULL, receipt: 0, seq: 2 })
  expect(change()).toEqual([
    [1, ONE, 2, ONE, 512, 256],
    [2, 1.75 * ONE, 1, 0.25 * ONE, 768, 0],
  ])
  say('bob', 'shop')
  expect(change()[0]).toEqual([0, 0, 0, 0, 0, 0])
  expect(ledger.pairs).toBe(2)
})

test('a mean weighs good transfers by their bytes, and is that of the scores where only dust was sent', () => {
  const { ledger, say } = ledgerOf()
  const mean = (): number => ledger.meanOf(0) / ONE
  say('ann', 'shop', { lack: 1024 })
  expect([mean(), ledger.massOf(0)]).toEqual([1, 0])
  say('ann', 'shop', { score: 0 })
  // dust and a failure
  expect([mean(), ledger.massOf(0)]).toEqual([0, 1])
  say('ann', 'shop', { lack: 512 })
  // half a good one and a bad one
  expect(mean()).toBeCloseTo(0.5 / 1.5, 12)
  expect(ledger.netOf(0) / ONE).toBe(-0.5)
  say('ann', 'shop', { lack: 256, kind: HALF })
  expect([ledger.ownDustOf(0), mean()]).toEqual([1792, expect.closeTo(1 / 3, 12)])
})

test('of transfers of one file, those with a full receipt count first, then the oldest', () => {
  const { ledger, say } = ledgerOf()
  const file = ledger.files.numberOf(0, 1, 'ab'.repeat(32))
  expect(ledger.files.numberOf(0, 1, 'ab'.repeat(8))).toBe(file)
  expect(ledger.files.numberOf(1, 0, 'ab'.repeat(32))).not.toBe(file)
  expect([ledger.files.numberOf(0, 1, null), ledger.files.numberOf(0, 1, undefined)]).toEqual([-1, -1])
  const dust = (): number[] => [...ledger.dust.slice(0, ledger.ratings)]
  say('ann', 'shop', { file, time: 1, lack: 256, kind: HALF })
  expect(dust()).toEqual([256])
  // three quarters are taken; the second gets the rest
  say('ann', 'shop', { file, time: 2, lack: 0, kind: HALF })
  expect(dust()).toEqual([256, 768])
  say('ann', 'shop', { file, time: 3, lack: 512, receipt: 0, seq: 1 })
  expect(dust()).toEqual([512, 1024, 512])
  // an older one with a full receipt
  say('ann', 'shop', { file, time: 2.5, lack: 256 })
  expect(dust()).toEqual([1024, 1024, 768, 256])
  // a bad one takes nothing, and is as heavy as its bytes say
  say('ann', 'shop', { file, time: 2.6, lack: 100, score: 0.5 })
  expect(dust()).toEqual([1024, 1024, 768, 256, 100])
  // its receipt is corrected: the file is another one
  say('ann', 'shop', { file: -1, time: 3, lack: 512, receipt: 0, seq: 2 })
  expect(dust()).toEqual([768, 1024, 512, 256, 100])
})

test('however many ratings there are, those of one file are found again', () => {
  for (const others of [255, 256, 257, 600]) {
    const { ledger, say } = ledgerOf()
    for (let i = 0; i < others; i++) say('bob', 'shop')
    const file = ledger.files.numberOf(0, 1, 'ab'.repeat(32))
    say('ann', 'shop', { file, lack: 256, receipt: 5, seq: 1 })
    say('ann', 'shop', { file })
    expect([...ledger.dust.slice(others, ledger.ratings)]).toEqual([256, 768])
    // the first turns out to be of another file: the second is whole again
    say('ann', 'shop', { file: -1, lack: 256, receipt: 5, seq: 2 })
    expect([...ledger.dust.slice(others, ledger.ratings)]).toEqual([256, 0])
  }
})
