import { HyobanError } from '../../base/errors.ts'
import { checkNumber } from '../../reputation/parameters.ts'
import { readNumber } from '../model/check-settings.ts'
import { suggestion } from '../model/suggestion.ts'
import type { LabScenario, Parameter, Setting, LabSettings } from './scenario.ts'

/** Values of one numeric parameter to run through. */
export interface LabSweep {
  readonly parameter: string
  readonly values: readonly number[]
}

/** The parameter with this name, ignoring case. Throws HyobanError BAD_INPUT with a suggestion. */
function parameterNamed(scenario: LabScenario, name: string): Parameter {
  const plain = name.trim().toLowerCase()
  const found = scenario.parameters.find((one) => one.name.toLowerCase() === plain)
  if (found) return found
  const names = scenario.parameters.map((one) => one.name)
  const near = suggestion(name.trim(), names)
  throw new HyobanError('BAD_INPUT', `The scenario ${scenario.name} has no parameter "${name.trim()}".`, {
    hint: near ? `Did you mean ${near}?` : `Known are: ${names.join(', ')}.`,
    details: { name },
  })
}

/** Throws HyobanError BAD_INPUT, naming range, unit or choices, unless the parameter may have this value. */
function checkSetting(parameter: Parameter, value: Setting): void {
  const { name, values, min = -Infinity, max = Infinity, integer = false, unit } = parameter
  if (typeof parameter.default === 'number') return checkNumber(name, value, { min, max, integer, unit })
  if (typeof value !== typeof parameter.default)
    throw new HyobanError('BAD_INPUT', `${name} cannot be "${String(value)}".`, { details: { name } })
  if (typeof value !== 'string' || !values || values.includes(value)) return
  const near = suggestion(value, values)
  throw new HyobanError('BAD_INPUT', `${name} cannot be "${value}".`, {
    hint: near ? `Did you mean ${near}?` : `It is one of: ${values.join(', ')}.`,
    details: { name, value },
  })
}

/** Parses the text of a value. Throws HyobanError BAD_INPUT. */
function readSetting(parameter: Parameter, text: string): Setting {
  const plain = text.trim()
  if (typeof parameter.default === 'number') {
    const value = readNumber(parameter.name, plain)
    checkSetting(parameter, value)
    return value
  }
  if (typeof parameter.default === 'boolean') {
    if (/^(true|yes|on|1)$/i.test(plain)) return true
    if (/^(false|no|off|0)$/i.test(plain)) return false
    throw new HyobanError('BAD_INPUT', `${parameter.name} must be true or false, not "${text}".`, {
      details: { name: parameter.name, value: text },
    })
  }
  const value = parameter.values?.find((one) => one.toLowerCase() === plain.toLowerCase()) ?? plain
  checkSetting(parameter, value)
  return value
}

/** Parses `key=value` texts; later lists override earlier ones. Throws HyobanError BAD_INPUT. */
export function readLabAssignments(scenario: LabScenario, ...lists: (readonly string[])[]): Record<string, Setting> {
  const merged: Record<string, Setting> = {}
  for (const pairs of lists) {
    const set: Record<string, Setting> = {}
    for (const pair of pairs) {
      const at = pair.indexOf('=')
      if (at < 1)
        throw new HyobanError('BAD_INPUT', `"${pair}" is not key=value.`, {
          hint: `For instance: --set ${scenario.name}=${String(scenario.parameters[0]?.default)}`,
        })
      const parameter = parameterNamed(scenario, pair.slice(0, at))
      if (set[parameter.name] !== undefined)
        throw new HyobanError('BAD_INPUT', `${parameter.name} is set twice.`, { details: { name: parameter.name } })
      set[parameter.name] = readSetting(parameter, pair.slice(at + 1))
    }
    Object.assign(merged, set)
  }
  return merged
}

/** Completes settings with the defaults and checks all of them. Throws HyobanError BAD_INPUT. */
export function completeSettings(scenario: LabScenario, set: Partial<LabSettings>): LabSettings {
  for (const name of Object.keys(set)) parameterNamed(scenario, name)
  const defaults = Object.fromEntries(scenario.parameters.map((one) => [one.name, one.default]))
  const settings = { ...defaults, ...scenario.defaults?.(set), ...set } as LabSettings
  for (const parameter of scenario.parameters) checkSetting(parameter, settings[parameter.name] as Setting)
  scenario.check(settings)
  return settings
}

/** Parses key=a,b,c or key=from..to:count[:log]. Throws HyobanError BAD_INPUT. */
export function readLabSweep(scenario: LabScenario, text: string): LabSweep {
  const at = text.indexOf('=')
  const parameter = at < 1 ? undefined : parameterNamed(scenario, text.slice(0, at))
  if (!parameter)
    throw new HyobanError('BAD_INPUT', `"${text}" is not a sweep.`, { hint: 'For instance: --sweep N=100,1000' })
  if (typeof parameter.default !== 'number')
    throw new HyobanError('BAD_INPUT', `${parameter.name} is not a number, and only numbers can be swept over.`, {
      hint: `Run the command once for each ${parameter.name}.`,
    })
  const values = readValues(parameter.name, text.slice(at + 1))
  for (const value of values) checkSetting(parameter, value)
  return { parameter: parameter.name, values }
}

/** Parses a,b,c or from..to:count[:log]. Throws HyobanError BAD_INPUT. */
export function readValues(name: string, spec: string): number[] {
  const span = /^([^,:]+)\.\.([^,:]+):(\d+)(:log)?$/.exec(spec)
  if (!span) return spec.split(',').map((part) => readNumber(name, part))
  const [from, to] = [readNumber(name, span[1] as string), readNumber(name, span[2] as string)]
  const steps = Number(span[3])
  checkNumber('sweep count', steps, { min: 1, max: 10_000, integer: true, unit: '' })
  const log = span[4] !== undefined
  if (log && (from <= 0 || to <= 0))
    throw new HyobanError('BAD_INPUT', `A log-spaced sweep over ${name} must start above 0.`)
  const place = (i: number): number => (steps === 1 ? 0 : i / (steps - 1))
  return Array.from({ length: steps }, (_, i) =>
    Number((log ? from * (to / from) ** place(i) : from + (to - from) * place(i)).toPrecision(12)),
  )
}
