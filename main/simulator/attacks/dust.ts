import { EVIDENCE_BYTES } from '../../reputation/transfer-weight.ts'
import { BOTH, NEIGHBOURS, type Attack, type AttackSettings } from './attack.ts'
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

/** A society in which everybody has met its neighbours `meetings` times. */
function settled(
  { mode, seed, peers }: AttackSettings,
  meetings: number,
  before?: (society: Society) => void,
): Society {
  const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS })
  before?.(society)
  society.meetings(meetings)
  return society
}

/** One of these peers, at random. */
function one({ random }: Society, from: readonly number[]): number {
  return from[random.int(from.length)] as number
}

/** Observers of a target, drawn from these peers. */
function observersAmong(society: Society, from: readonly number[]): number[] {
  return Array.from({ length: OBSERVERS }, () => one(society, from))
}

/** A new name of the attacker. */
function newName(society: Society): number {
  const name = society.join()
  society.attacker[name] = true
  return name
}

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
    run: (settings) => {
      const society = settled(settings, 3)
      const { reputation } = society
      const honest = society.honestPeers
      let wronged = 0
      for (let t = 0; t < TARGETS; t++) {
        const victim = one(society, honest)
        const strangers = honest.filter(
          (peer) => peer !== victim && !(society.neighbours[victim] as number[]).includes(peer),
        )
        const observers = observersAmong(society, strangers)
        for (let n = 0; n < NAMES; n++) {
          const name = newName(society)
          reputation.connect(name, victim)
          for (const observer of observers) {
            reputation.connect(name, observer)
            for (let i = 0; i < GIFTS; i++) reputation.rate(observer, name, 1, 2, bytes, file)
            for (let i = 0; i < AGREED; i++)
              reputation.rate(name, one(society, society.neighbours[observer] as number[]), 1, 2, bytes, file)
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
  run(settings) {
    const society = settled(settings, 3)
    const { reputation } = society
    const honest = society.honestPeers
    const trusting = (serves: boolean): number => {
      let good = 0
      for (let t = 0; t < TARGETS; t++) {
        const [known, praised] = [newName(society), newName(society)]
        reputation.connect(known, praised)
        const observers = observersAmong(society, honest)
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
  run(settings) {
    let praised: readonly number[] = []
    const society = settled(settings, 6, (begun) => {
      praised = begun.turn(TARGETS / settings.peers, () => ({
        serves: () => (begun.random.next() < 0.5 ? 'good' : 'bad'),
        rates: (truth) => truth,
      }))
    })
    const { reputation } = society
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
