import { MAX_DRAWN, type MechanismDealings } from '../../../contract/views/drawing-views.ts'
import type { LabSettings } from '../../lab/scenario.ts'
import { DealingRecorder } from './dealing-recorder.ts'
import type { Mechanism } from '../mechanism.ts'
import { numberOf, textOf } from '../mechanism.ts'
import { MECHANISMS } from '../mechanisms.ts'

/** Longer runs are drawn as far as they get in this time, in seconds. */
const MAX_SECONDS = 3

/** The settings with as many peers as can be drawn and a run that is short enough, and the share of it that remains. */
export function drawnRun(settings: LabSettings): { drawn: LabSettings; share: number } {
  const mechanism = MECHANISMS.get(textOf(settings, 'mechanism')) as Mechanism
  const fewer: LabSettings = { ...settings, N: Math.min(MAX_DRAWN, numberOf(settings, 'N')) }
  const length = mechanism.uses.includes('rounds') ? 'rounds' : 'transactions'
  const share = Math.min(1, MAX_SECONDS / mechanism.seconds(fewer))
  const drawn = { ...fewer, [length]: Math.max(1, Math.floor(numberOf(fewer, length) * share)) }
  mechanism.check?.(drawn)
  return { drawn, share }
}

/** Watches one run; the mechanism's own code decides all. Throws HyobanError BAD_INPUT. */
export function watchRun(settings: LabSettings, seed: number): MechanismDealings {
  const { drawn, share } = drawnRun(settings)
  const name = textOf(settings, 'mechanism')
  const recorder = new DealingRecorder()
  MECHANISMS.get(name)?.run(drawn, seed, () => {}, recorder)
  const peers = recorder.kinds.length
  const wanted = numberOf(settings, 'N')
  return {
    mechanism: name,
    peers,
    wanted: wanted > numberOf(drawn, 'N') && name !== 'game' ? wanted : null,
    kinds: recorder.kinds,
    kindNames: [...recorder.kindNames],
    ticks: recorder.ticks,
    share,
    dealings: recorder.dealings,
    states: recorder.states,
    curves: [...recorder.curves].map(([curve, values]) => ({ name: curve, values })),
  }
}
