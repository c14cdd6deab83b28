import { BOTH, NEIGHBOURS, type Attack } from './attack.ts'
import { Society } from './society.ts'

const EPOCHS = 8
/** Invented good ratings that each member gets per epoch. */
const INVENTED = 3

/** A ring of 10 % serves badly half of the time; members praise each other with receipts for invented transfers. */
export const collusion: Attack = {
  name: 'collusion',
  title: 'a collusion ring of 10 %',
  modes: BOTH,
  measures: [
    {
      key: 'extra',
      text: 'bad downloads of honest peers, more than if the same ring did not collude',
      unit: 'points',
      bar: { atMost: 2 },
    },
    { key: 'bad', text: 'bad downloads of honest peers', unit: '%', bar: null },
    { key: 'wronged', text: 'honest peers excluded', unit: '%', bar: { atMost: 1 } },
  ],
  run({ mode, seed, peers }) {
    const play = (colludes: boolean): { bad: number; wronged: number } => {
      const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS })
      const { reputation, random } = society
      const ring = society.turn(0.1, () => ({
        serves: () => (random.next() < 0.5 ? 'bad' : 'good'),
        rates: (truth) => truth,
      }))
      for (let epoch = 0; epoch < EPOCHS; epoch++) {
        for (const member of colludes ? ring : []) {
          for (let i = 0; i < INVENTED; i++) {
            const friend = ring[random.int(ring.length)] as number
            if (friend !== member) reputation.rate(friend, member, 1, 2)
          }
        }
        society.meetings(1)
      }
      return {
        bad: (100 * society.honestServedBadly) / Math.max(1, society.honestServed),
        wronged: 100 * society.excludedShare(false),
      }
    }
    const { bad, wronged } = play(true)
    return { bad, wronged, extra: bad - play(false).bad }
  },
}
