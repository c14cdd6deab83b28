import { BOTH, NEIGHBOURS, type Attack } from './attack.ts'
import { Society } from './society.ts'

const SYBILS = 50
/** Invented transfers of each Sybil. */
const INVENTED = 20
/** Real downloads of each Sybil, rated truthfully so that it agrees with honest peers. */
const DOWNLOADS = 8
/** Peers with stuffed ratings per run. */
const STUFFED = 5
/** Share of services that the stuffed peer does well. */
const QUALITY = 0.7

/**
 * 50 names of one user praise a mediocre peer many times each, with receipts that the peer signs. They agree with
 * honest peers on real downloads. Either only the stuffed peer vouches for them, or a trusted accomplice does too.
 */
export const sybils: Attack = {
  name: 'sybils',
  title: '50 Sybils stuffing one peer',
  modes: BOTH,
  measures: [
    {
      key: 'alone',
      text:
        "relative gain of the stuffed peer's trust among its honest neighbours; nobody but itself " +
        'vouches for the Sybils',
      unit: 'ratio',
      bar: { atMost: 0.11 },
    },
    {
      key: 'beyond',
      text: 'the same; a trusted accomplice vouches for all of them: gain beyond what its own praise brings',
      unit: 'ratio',
      bar: { atMost: 0.11 },
    },
    {
      key: 'total',
      text: 'the same, with what the praise of the accomplice itself brings',
      unit: 'ratio',
      bar: { atMost: 0.11 },
    },
  ],
  run({ mode, seed, peers }) {
    const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS })
    const { reputation, random } = society
    const stuffed = society.turn(STUFFED / peers, () => ({
      serves: () => (random.next() < QUALITY ? 'good' : 'bad'),
      rates: (truth) => truth,
    }))
    society.meetings(6)
    const gains = { alone: 0, beyond: 0, total: 0 }
    for (const target of stuffed) {
      const near = (society.neighbours[target] as number[]).filter((peer) => !society.attacker[peer])
      // the accomplice is the neighbour that shares the most neighbours with the target
      const common = (peer: number): number =>
        (society.neighbours[peer] as number[]).filter((other) => near.includes(other)).length
      const accomplice = near.reduce((best, peer) => (common(peer) > common(best) ? peer : best), near[0] as number)
      const watching = near.filter((peer) => peer !== accomplice)
      const trust = (): number => watching.reduce((sum, peer) => sum + (reputation.trust(peer, target) ?? 0), 0)
      const before = trust()
      const names = Array.from({ length: SYBILS }, () => {
        const name = society.join()
        society.attacker[name] = true
        return name
      })
      for (const name of names) {
        for (let i = 0; i < DOWNLOADS; i++) reputation.rate(name, near[random.int(near.length)] as number, 1, 2)
        for (let i = 0; i < INVENTED; i++) {
          reputation.rate(target, name, 1, 2)
          reputation.rate(name, target, 1, 2)
        }
      }
      const after = trust()
      for (let i = 0; i < INVENTED; i++) reputation.rate(accomplice, target, 1, 2)
      const praised = trust()
      for (const name of names) {
        for (let i = 0; i < INVENTED; i++) reputation.rate(accomplice, name, 1, 2)
        reputation.rate(name, target, 1, 2)
      }
      const all = trust()
      gains.alone += (after - before) / before / stuffed.length
      gains.beyond += (all - praised) / before / stuffed.length
      gains.total += (all - before) / before / stuffed.length
    }
    return gains
  },
}
