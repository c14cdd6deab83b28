import type { Translate } from '../../../../hooks/use-text.ts'

const MODEL_KINDS = ['rational', 'contributor', 'freeRider', 'falseEvaluator', 'traitor'] as const
const LAB_KINDS = ['whitewasher', 'colluder', 'oscillator', 'seller', 'buyer', 'other'] as const

/** What a kind is called; the names of operating systems stay. */
export function kindText(name: string, t: Translate): string {
  const model = MODEL_KINDS.find((kind) => kind === name)
  if (model) return t(`simulator:kinds.${model}`)
  const lab = LAB_KINDS.find((kind) => kind === name)
  return lab ? t(`simulator:drawing.mechanism.kinds.${lab}`) : name
}
