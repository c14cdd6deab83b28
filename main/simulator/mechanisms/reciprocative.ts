import { LAB_KINDS, layOutKinds, SHARES } from './kinds.ts'
import { numberOf, type Mechanism } from './mechanism.ts'
import { Rounds } from './reciprocative/rounds.ts'

const SECONDS_PER_REQUEST = 4e-7

/** Tit for tat for many: peers serve those who serve, and take the strategy that pays. */
export const reciprocative: Mechanism = {
  name: 'reciprocative',
  title: 'peers serve those who serve, and learn what pays',
  uses: ['N', 'rounds', 'turnover', 'history', 'stranger', 'learnRate', 'benefit', 'cost', ...SHARES],
  defaults: { benefit: 7, turnover: 0.0001 },
  seconds: (settings) => numberOf(settings, 'N') * numberOf(settings, 'rounds') * SECONDS_PER_REQUEST,
  run(settings, seed, between, watch) {
    watch?.peers(layOutKinds(settings), LAB_KINDS)
    const society = new Rounds(settings, seed, watch)
    const rounds = numberOf(settings, 'rounds')
    const late = Math.min(rounds - 1, Math.round(0.9 * rounds))
    let [served, bad, x] = [0, 0, 0]
    while (society.round < rounds) {
      society.play()
      bad += society.bad
      if (society.round > late) {
        served += society.served
        x += society.x
      }
      watch?.moment(society.round / rounds, (peer) => society.stateOf(peer), { x: society.x })
      between(society.round / rounds)
    }
    const last = rounds - late
    return {
      x: x / last,
      cooperation: served / (last * society.N),
      badDownloads: bad / (rounds * society.N),
      state: society.state,
    }
  },
}
