import { EVIDENCE_BYTES } from '../../reputation/transfer-weight.ts'
import { BOTH, NEIGHBOURS, type Attack } from './attack.ts'
import { Society } from './society.ts'

/** Honest peers slandered or praised per run. */
const TARGETS = 5
/** Names of one user. */
const NAMES = 4
/** Observers of each target, who never met it. */
const OBSERVERS = 20
/** Files of one byte that each name gives to each observer, so that its edge would be full. */
const GIFTS = 3
/** Files of one byte that each name takes from neighbours of each observer, and praises truthfully. */
const AGREED = 10
const BYTE = 1

/**
 * Four names buy an edge to each observer, agree with it on ten subjects by the same means, then slander a stranger.
 * The means are files of `bytes`, or one file of that size again and again.
 */
function cheapVoices(name: string, title: string, bytes: number, file?: string): Attack {
  return {
    name,
    title,
    modes: BOTH,
    measures: [
      {
        key: 'wronged',
        text: 'observers that exclude an honest peer which they never met',
        unit: '%',
        bar: { atMost: 1 },
      },
    ],
    run: ({ mode, seed, peers }) => {
      const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS })
      const { reputation, random } = society
      society.meetings(3)
      const honest = society.honestPeers
      const some = (from: readonly number[]): number => from[random.int(from.length)] as number
      let wronged = 0
      for (let t = 0; t < TARGETS; t++) {
        const victim = some(honest)
        const strangers = honest.filter(
          (peer) => peer !== victim && !(society.neighbours[victim] as number[]).includes(peer),
        )
        const observers = Array.from({ length: OBSERVERS }, () => some(strangers))
        for (let n = 0; n < NAMES; n++) {
          const name = society.join()
          society.attacker[name] = true
          reputation.connect(name, victim)
          for (const observer of observers) {
            reputation.connect(name, observer)
            for (let i = 0; i < GIFTS; i++) reputation.rate(observer, name, 1, 2, bytes, file)
            for (let i = 0; i < AGREED; i++)
              reputation.rate(name, some(society.neighbours[observer] as number[]), 1, 2, bytes, file)
          }
          for (let i = 0; i < GIFTS; i++) reputation.rate(name, victim, 0, 2)
        }
        wronged += observers.filter((observer) => reputation.standing(observer, victim) === 'bad').length
      }
      return { wronged: (100 * wronged) / (TARGETS * OBSERVERS) }
    },
  }
}

export const dustReceipts = cheapVoices(
  'dustReceipts',
  'four names with edges of three files of 1 byte slander a stranger',
  BYTE,
)

/** The same file of 1 MiB three times to each observer, and again from each subject on which they agree. */
export const repeatedFile = cheapVoices(
  'repeatedFile',
  'four names with edges of one file, given three times, slander a stranger',
  EVIDENCE_BYTES,
  'once',
)

/** Pairs sign receipts over a terabyte for each other, as often as they like; one side may serve an observer well. */
export const selfDealing: Attack = {
  name: 'selfDealing',
  title: 'pairs that sign receipts over a terabyte for each other',
  modes: BOTH,
  measures: [
    {
      key: 'unknown',
      text: 'observers with a good standing of one side, none of which ever served them',
      unit: '%',
      bar: { atMost: 0 },
    },
    {
      key: 'vouched',
      text: 'the same; the other side has served the observer well three times',
      unit: '%',
      bar: { atMost: 1 },
    },
  ],
  run({ mode, seed, peers }) {
    const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS })
    const { reputation, random } = society
    society.meetings(3)
    const honest = society.honestPeers
    const trusting = (serves: boolean): number => {
      let good = 0
      for (let t = 0; t < TARGETS; t++) {
        const [known, praised] = [society.join(), society.join()]
        society.attacker[known] = society.attacker[praised] = true
        reputation.connect(known, praised)
        const observers = Array.from({ length: OBSERVERS }, () => honest[random.int(honest.length)] as number)
        for (const observer of observers) {
          reputation.connect(known, observer)
          reputation.connect(praised, observer)
          if (serves) for (let i = 0; i < GIFTS; i++) reputation.rate(observer, known, 1, 2)
        }
        for (let i = 0; i < 50; i++) {
          reputation.rate(known, praised, 1, 2, 1e12)
          reputation.rate(praised, known, 1, 2, 1e12)
        }
        good += observers.filter((observer) => reputation.standing(observer, praised) === 'good').length
      }
      return (100 * good) / (TARGETS * OBSERVERS)
    }
    return { unknown: trusting(false), vouched: trusting(true) }
  },
}

/** Half the neighbours of a mediocre peer, trusted by the others, praise it for files of one byte. */
export const praiseByDust: Attack = {
  name: 'praiseByDust',
  title: 'trusted neighbours praise a mediocre peer for files of 1 byte',
  modes: BOTH,
  measures: [
    {
      key: 'gain',
      text: 'relative gain of its trust among its other neighbours',
      unit: 'ratio',
      bar: { atMost: 0.11 },
    },
  ],
  run({ mode, seed, peers }) {
    const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS })
    const { reputation, random } = society
    const praised = society.turn(TARGETS / peers, () => ({
      serves: () => (random.next() < 0.5 ? 'good' : 'bad'),
      rates: (truth) => truth,
    }))
    society.meetings(6)
    let gain = 0
    for (const target of praised) {
      const near = (society.neighbours[target] as number[]).filter((peer) => !society.attacker[peer])
      const praising = near.filter((_, n) => n % 2 === 0)
      const watching = near.filter((_, n) => n % 2 === 1)
      const trust = (): number => watching.reduce((sum, peer) => sum + (reputation.trust(peer, target) ?? 0), 0)
      const before = trust()
      for (const peer of praising) for (let i = 0; i < 20; i++) reputation.rate(peer, target, 1, 2, BYTE)
      gain += (trust() - before) / before / TARGETS
    }
    return { gain }
  },
}
