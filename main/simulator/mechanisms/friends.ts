import { HyobanError } from '../../base/errors.ts'
import { Searches } from './friends/searches.ts'
import { LAB_KINDS, layOutKinds, SHARES } from './kinds.ts'
import { numberOf, type Mechanism } from './mechanism.ts'

const SECONDS_PER_HEARING = 1.5e-8

/** Reputation from the opinions of a few friends. */
export const friends: Mechanism = {
  name: 'friends',
  title: 'the opinions of a few friends say whose file to take',
  uses: ['N', 'rounds', 'friends', 'quorumWeight', 'horizon', 'holdShare', 'fakeShare', 'period', ...SHARES],
  defaults: { rounds: 100, freeRiderShare: 0.4 },
  check(settings) {
    if (SHARES.slice(1).reduce((sum, name) => sum + numberOf(settings, name), 0) > 1 - 1e-9)
      throw new HyobanError('BAD_INPUT', 'Nobody has a file: all peers are bad.', {
        hint: 'Lower the shares of bad peers.',
      })
    if (numberOf(settings, 'holdShare') === 0)
      throw new HyobanError('BAD_INPUT', 'Nobody has a file: holdShare is 0.', { hint: 'Raise holdShare.' })
  },
  seconds: (settings) =>
    numberOf(settings, 'N') *
    numberOf(settings, 'rounds') *
    numberOf(settings, 'horizon') *
    (1 + numberOf(settings, 'friends')) *
    SECONDS_PER_HEARING,
  run(settings, seed, between, watch) {
    watch?.peers(layOutKinds(settings), LAB_KINDS)
    const society = new Searches(settings, seed, watch)
    const rounds = numberOf(settings, 'rounds')
    const late = Math.min(rounds - 1, Math.round(0.9 * rounds))
    let [files, downloads, lateFiles, lateDownloads] = [0, 0, 0, 0]
    while (society.round < rounds) {
      society.play()
      files += society.files
      downloads += society.downloads
      if (society.round > late) {
        lateFiles += society.files
        lateDownloads += society.downloads
      }
      watch?.moment(society.round / rounds, (peer) => society.stateOf(peer), {})
      between(society.round / rounds)
    }
    return {
      ...(downloads > 0 && { badDownloads: (downloads - files) / downloads }),
      ...(lateFiles > 0 && { downloadsPerFile: lateDownloads / lateFiles }),
      ...(files > 0 && { cost: downloads / files - 1 }),
      state: society.state,
    }
  },
}
