import { useMemo } from 'react'
import type { LabClaimView, LabPresetView } from '../../../../main/contract/simulator.ts'
import type { i18n } from 'i18next'
import { useText, type Translate } from '../../../hooks/use-text.ts'

export interface LabTexts {
  preset(preset: LabPresetView, part: 'title' | 'asks' | 'look' | 'outcome'): string
  parameter(name: string, fallback: string): string
  metric(name: string, fallback: string): string
  unit(unit: string): string
  claim(claim: LabClaimView, part: 'text' | 'deviates'): string
  number(value: number, digits?: number): string
}

/** The laboratories' texts in the page's language; anything not translated stays English. */
export function useLabTexts(): LabTexts {
  const { t, i18n } = useText()
  return useMemo(() => labTexts(t, i18n), [t, i18n])
}

function labTexts(t: Translate, i18n: i18n): LabTexts {
  const say = (key: string, fallback: string): string => {
    const full = `laboratory:${key}`
    return i18n.exists(full) ? String(t(full as never)) : fallback
  }
  const plain = (name: string): string => name.replaceAll(/[^A-Za-z0-9]+/g, '_')
  return {
    preset: (preset, part) => say(`presets.${plain(preset.name)}.${part}`, preset[part]),
    parameter: (name, fallback) => say(`parameters.${plain(name)}`, fallback),
    metric: (name, fallback) => say(`metrics.${plain(name)}`, fallback),
    unit: (unit) => (unit === '' ? '' : say(`units.${plain(unit)}`, unit)),
    claim: (claim, part) =>
      say(
        part === 'text' ? `claims.text.${claim.id}` : `deviates.${claim.id}`,
        (part === 'text' ? claim.text : claim.deviates) ?? '',
      ),
    number: (value, digits = 4) =>
      new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: digits }).format(value),
  }
}
