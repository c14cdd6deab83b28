import { HyobanError } from '../../base/errors.ts'
import { checkParameter, readNumber } from '../model/check-settings.ts'
import type { ModelSettings } from '../model/settings.ts'
import type { Start } from './start.ts'
import { CONTRIBUTOR, RATIONAL, TRAITOR } from './classify.ts'

/** A change of the network, as of now or (traitors) as of tomorrow. */
export interface WhatIf {
  invitation?: boolean
  threshold?: number
  /** Share of peers that stop serving tomorrow. */
  traitors?: number
  /** Factor of the turnover. */
  turnover?: number
}

const EXAMPLES = 'It is one of: invitation, threshold=0.8, traitors=0.1, turnover=2.'

/** Parses the texts of --what-if. Throws HyobanError BAD_INPUT. */
export function readWhatIf(texts: readonly string[]): WhatIf {
  const found: WhatIf = {}
  for (const text of texts) {
    const [name = '', value] = text.split('=', 2)
    if (name === 'invitation' && value === undefined) found.invitation = true
    else if (name === 'threshold' && value !== undefined) {
      found.threshold = readNumber('threshold', value)
      checkParameter('exclusionThreshold', found.threshold)
    } else if (name === 'traitors' && value !== undefined) {
      found.traitors = readNumber('traitors', value)
      checkParameter('traitorShare', found.traitors)
    } else if (name === 'turnover' && value !== undefined) {
      found.turnover = readNumber('turnover', value)
      if (!(found.turnover >= 0 && found.turnover <= 1000))
        throw new HyobanError('BAD_INPUT', 'turnover must be a factor from 0 to 1000.', { details: { value } })
    } else throw new HyobanError('BAD_INPUT', `"${text}" is no change to ask about.`, { hint: EXAMPLES })
  }
  return found
}

/** The start with a change applied; `day` is the number of transactions of a day. */
export function applyWhatIf(
  { settings, initial }: Start,
  { invitation, threshold, traitors, turnover }: WhatIf,
  day: number,
): Start {
  const changed: ModelSettings = {
    ...settings,
    ...(invitation && { identity: 'PI' as const }),
    ...(threshold !== undefined && { exclusionThreshold: threshold }),
    ...(turnover !== undefined && { turnover: Math.min(1, settings.turnover * turnover) }),
  }
  if (!traitors) return { settings: changed, initial }
  const kinds = initial.kinds.slice()
  let left = Math.round(traitors * kinds.length)
  // slots are in no order of merit beyond kinds: every step-th peer that serves
  for (let slot = kinds.length - 1; slot >= 0 && left > 0; slot--) {
    const isLoyal = kinds[slot] === RATIONAL || kinds[slot] === CONTRIBUTOR
    if (!isLoyal || initial.excluded[slot] === 1) continue
    kinds[slot] = TRAITOR
    left--
  }
  return {
    settings: { ...changed, traitorFrom: Math.round(day), traitorTo: 1_000_000_000 },
    initial: { ...initial, kinds },
  }
}
