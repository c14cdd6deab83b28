import { HyobanError } from '../base/errors.ts'
import type { ExperimentRequest } from './experiment.ts'
import { checkIdentity, checkParameter, parameterName } from './model/check-settings.ts'
import type { ModelSettings } from './model/settings.ts'

/** An experiment as it crosses the contract: names are text that somebody may have misspelt. */
interface LooseRequest {
  scenario: string
  set: Readonly<Record<string, number | string>>
  sweeps: readonly { parameter: string; values: readonly number[]; log: boolean }[]
  replications: number
  seed: number
}

/**
 * Settings by name or alias. Throws HyobanError BAD_INPUT for an unknown name (with a suggestion) or a value out of
 * range.
 */
export function readSettings(set: Readonly<Record<string, number | string>>): Partial<ModelSettings> {
  const settings: Partial<ModelSettings> = {}
  for (const [given, value] of Object.entries(set)) {
    const name = parameterName(given)
    if (name === 'identity') {
      checkIdentity(value)
      settings.identity = value
    } else {
      checkParameter(name, value)
      settings[name] = value
    }
  }
  return settings
}

/** A request with its names checked; `planExperiment` checks the rest. Throws HyobanError BAD_INPUT. */
export function readRequest({ scenario, set, sweeps, replications, seed }: LooseRequest): ExperimentRequest {
  return {
    scenario,
    set: readSettings(set),
    replications,
    seed,
    ...(sweeps.length > 0 && {
      sweeps: sweeps.map(({ parameter, values, log }) => {
        const name = parameterName(parameter)
        if (name === 'identity')
          throw new HyobanError('BAD_INPUT', 'Identities cannot be swept over.', {
            hint: 'A figure compares them anyway.',
          })
        return { parameter: name, values, log }
      }),
    }),
  }
}
