import { useMemo } from 'react'
import type { ClaimView, IdentityPolicy, ScenarioView, SeriesView } from '../../../main/contract/simulator.ts'
import type { i18n } from 'i18next'
import { useText, type Translate } from '../../hooks/use-text.ts'

/** Patterns of a claim's measured quantity with their translation keys; the groups become its values. */
const CHECKS: readonly [RegExp, string][] = [
  [/^(?:(fig\d), )?(?:W at )?(PI|FI), d ([\d.]+), MAXtm (\d+)(?:: W)?$/, 'at'],
  [/^(PI|FI), MAXtm (\d+): W at d ([\d.]+) minus W at d ([\d.]+)$/, 'slowFast'],
  [/^MAXtm (\d+): FI at d ([\d.]+) minus the free market$/, 'overMarket'],
  [/^FI, d ([\d.]+), MAXtm (\d+): W with free riders minus W with false evaluators$/, 'ridersEvaluators'],
  [/^(PI|FI), d ([\d.]+): least stable MAXtm of (fig\d) minus that of (fig\d)$/, 'stable'],
  [/^(PI|FI), d ([\d.]+): fall of W from 20 000 to 21 000$/, 'fall'],
  [/^PI, d ([\d.]+): W at 30 000$/, 'recovered'],
  [/^W at 40 000: FI at d ([\d.]+) minus PI at d ([\d.]+)$/, 'end'],
  [/^d ([\d.]+): PI minus FI$/, 'gapAt'],
  [/^largest gap \(at d ([\d.]+)\)$/, 'widest'],
  [/^turnover rate of the largest gap$/, 'widestAt'],
  [/^largest gap minus the gap at d 1$/, 'widestMinusEnd'],
]

export interface SimulatorTexts {
  scenario(scenario: ScenarioView | undefined, part: 'title' | 'asks' | 'look' | 'outcome', preset: string): string
  parameter(name: string, part: 'name' | 'text', fallback?: string): string
  unit(unit: string): string
  claim(claim: { id: number; text: string }): string
  check(what: NonNullable<ClaimView['nearest']>['what']): string
  axis(parameter: string | null, fallback: string): string
  series(series: Pick<SeriesView, 'identity' | 'fixed'>): string
  identity(identity: IdentityPolicy): string
  number(value: number, digits?: number): string
}

/** The simulator's texts in the page's language; anything not translated stays English. */
export function useSimulatorTexts(): SimulatorTexts {
  const { t, i18n } = useText()
  return useMemo(() => simulatorTexts(t, i18n), [t, i18n])
}

function simulatorTexts(t: Translate, i18n: i18n): SimulatorTexts {
  const say = (key: string, fallback: string, values: Record<string, string> = {}): string => {
    const full = `simulator:${key}`
    return i18n.exists(full) ? String(i18n.t(full as never, values as never)) : fallback
  }
  const number = (value: number, digits = 4): string =>
    new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: digits }).format(value)
  const identity = (policy: IdentityPolicy): string => t(`simulator:identity.${policy}`)
  return {
    number,
    identity,
    scenario: (scenario, part, preset) => say(`scenarios.${preset}.${part}`, scenario?.[part] ?? ''),
    parameter: (name, part, fallback = name) => say(`parameters.${name}.${part}`, fallback),
    unit: (unit) => say(`units.${unit.replaceAll(/[^a-z]/gi, '_')}`, unit),
    claim: ({ id, text }) => say(`claims.${id}`, text),
    check: (what) => {
      for (const [pattern, key] of CHECKS) {
        const match = pattern.exec(what)
        if (match)
          return say(
            `checks.${key}`,
            what,
            Object.fromEntries(
              match
                .slice(1)
                .map((group, i) => [
                  `v${i + 1}`,
                  (group ?? '').replace(/^fig(\d)$/, (_, n: string) => t('simulator:figure', { n })),
                ]),
            ),
          )
      }
      return what
    },
    axis: (parameter, fallback) =>
      parameter === null
        ? t('simulator:axis.time')
        : say(`parameters.${parameter}.axis`, say(`parameters.${parameter}.name`, fallback)),
    series: ({ identity: policy, fixed }) => {
      const rest = Object.entries(fixed).map(
        ([name, value]) => `${name === 'turnover' ? 'd' : say(`parameters.${name}.short`, name)} ${number(value)}`,
      )
      return policy === 'none' && rest.length === 1 && 'turnover' in fixed
        ? identity(policy)
        : [identity(policy), ...rest].join(' · ')
    },
  }
}
