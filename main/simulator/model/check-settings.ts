import { HyobanError } from '../../base/errors.ts'
import { checkNumber, checkPaperParameters } from '../../reputation/parameters.ts'
import {
  IDENTITIES,
  NUMBER_NAMES,
  PARAMETERS,
  type ModelIdentity,
  type NumberName,
  type ModelSettings,
} from './settings.ts'
import { suggestion } from './suggestion.ts'

/** Resolves a name or alias, ignoring case. Throws HyobanError BAD_INPUT with a suggestion. */
export function parameterName(name: string): NumberName | 'identity' {
  const plain = name.trim().toLowerCase()
  if (plain === 'identity') return 'identity'
  for (const known of NUMBER_NAMES) {
    if (known.toLowerCase() === plain || PARAMETERS[known].aliases.some((alias) => alias.toLowerCase() === plain))
      return known
  }
  const near = suggestion(name, [
    ...NUMBER_NAMES,
    'identity',
    ...NUMBER_NAMES.flatMap((known) => PARAMETERS[known].aliases),
  ])
  throw new HyobanError('BAD_INPUT', `There is no parameter "${name}".`, {
    hint: near ? `Did you mean ${near}?` : `Known are: ${[...NUMBER_NAMES, 'identity'].join(', ')}.`,
    details: { name },
  })
}

/** Parses 0.3, 1e6 or 30%. Throws HyobanError BAD_INPUT for anything else. */
export function readNumber(name: string, text: string): number {
  const plain = text.trim()
  const percent = plain.endsWith('%')
  const digits = percent ? plain.slice(0, -1).trim() : plain
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(digits) ? Number(digits) : Number.NaN
  if (Number.isNaN(value))
    throw new HyobanError('BAD_INPUT', `${name} must be a number, not "${text}".`, { details: { name, value: text } })
  return percent ? value / 100 : value
}

/** Throws HyobanError BAD_INPUT unless `value` is an identity policy. */
export function checkIdentity(value: unknown): asserts value is ModelIdentity {
  if (!IDENTITIES.includes(value as ModelIdentity)) {
    throw new HyobanError('BAD_INPUT', `identity must be PI, FI or none, not "${String(value)}".`, {
      details: {
        name: 'identity',
        value: String(value),
      },
    })
  }
}

/** Throws HyobanError BAD_INPUT, naming range and unit, unless `value` is in the parameter's range. */
export function checkParameter(name: NumberName, value: unknown): asserts value is number {
  checkNumber(name, value, PARAMETERS[name])
}

/** Checks each setting and their combinations. Throws HyobanError BAD_INPUT for the first violation. */
export function checkSettings(settings: ModelSettings): void {
  for (const name of NUMBER_NAMES) checkParameter(name, settings[name])
  checkIdentity(settings.identity)
  checkPaperParameters(settings)
  const sum = settings.contributorShare + settings.freeRiderShare + settings.falseEvaluatorShare + settings.traitorShare
  if (sum > 1 + 1e-9) {
    throw new HyobanError(
      'BAD_INPUT',
      `The shares of peers add up to ${Number((sum * 100).toFixed(4))} %, above 100 %.`,
      { hint: 'Lower contributorShare, freeRiderShare, falseEvaluatorShare or traitorShare.', details: { sum } },
    )
  }
  if (settings.traitorTo < settings.traitorFrom) {
    throw new HyobanError(
      'BAD_INPUT',
      `traitorTo (${settings.traitorTo}) must not be before traitorFrom (${settings.traitorFrom}).`,
    )
  }
}

/** Parses `key=value` pairs. Throws HyobanError BAD_INPUT for an unknown or repeated name or an invalid value. */
export function readAssignments(pairs: readonly string[]): Partial<ModelSettings> {
  const settings: Partial<ModelSettings> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1)
      throw new HyobanError('BAD_INPUT', `"${pair}" is not key=value.`, { hint: 'For instance: --set minRatings=5' })
    const name = parameterName(pair.slice(0, at))
    const text = pair.slice(at + 1)
    if (settings[name] !== undefined) throw new HyobanError('BAD_INPUT', `${name} is set twice.`, { details: { name } })
    if (name === 'identity') {
      const value = IDENTITIES.find((identity) => identity.toLowerCase() === text.trim().toLowerCase()) ?? text
      checkIdentity(value)
      settings.identity = value
    } else {
      const value = readNumber(name, text)
      checkParameter(name, value)
      settings[name] = value
    }
  }
  return settings
}
