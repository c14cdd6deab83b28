import { HyobanError } from '../base/errors.ts'
import type { ExperimentRequest } from './experiment.ts'
import { checkIdentity, checkParameter, parameterName } from './model/check-settings.ts'
import type { ModelSettings } from './model/settings.ts'

/** A request as it crosses the contract: parameter names are unchecked text. */
interface LooseRequest {
  scenario: string
  set: Readonly<Record<string, number | string>>
  sweeps: readonly { parameter: string; values: readonly number[]; log: boolean }[]
  replications: number
  seed: number
}

/**
 * Resolves names and aliases. Throws HyobanError BAD_INPUT for an unknown name (with a suggestion) or invalid value.
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

/** Resolves the names of a request; `planExperiment` checks the rest. Throws HyobanError BAD_INPUT. */
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
