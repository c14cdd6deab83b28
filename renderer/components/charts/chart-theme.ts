import { useComputedColorScheme } from '@mantine/core'
import type { IdentityPolicy } from '../../../main/contract/simulator.ts'

/**
 * The app's colours as values for a canvas. Kinds and identities are distinguishable for colour-blind users (after
 * Okabe and Ito).
 */
export interface ChartTheme {
  dark: boolean
  text: string
  quiet: string
  line: string
  surface: string
  good: string
  bad: string
  accent: string
  wait: string
  /** Colours of the first and last line of an identity policy. */
  identity: Record<IdentityPolicy, readonly [string, string]>
  heat: readonly string[]
}

/** A canvas does not inherit fonts. */
export const CHART_FONT =
  "'Inter Variable', 'Hiragino Sans', 'Yu Gothic UI', 'Noto Sans CJK JP', 'Noto Sans JP', system-ui, sans-serif"

const LIGHT: ChartTheme = {
  dark: false,
  text: '#1b1f27',
  quiet: '#5a6270',
  line: '#e2e5ea',
  surface: '#ffffff',
  good: '#2b8a3e',
  bad: '#d6336c',
  accent: '#3554b5',
  wait: '#b86e00',
  identity: { PI: ['#14347f', '#7ea6e8'], FI: ['#a53600', '#f2a668'], none: ['#4d5562', '#9aa2af'] },
  heat: ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725'],
}
const DARK: ChartTheme = {
  dark: true,
  text: '#e3e6eb',
  quiet: '#9aa2af',
  line: '#2b3038',
  surface: '#1c1f25',
  good: '#4fbf67',
  bad: '#f0628f',
  accent: '#8ba5ee',
  wait: '#e0a23c',
  identity: { PI: ['#a9c8ff', '#3f6fc4'], FI: ['#ffb27a', '#b8571c'], none: ['#b7bec9', '#6b7380'] },
  heat: ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725'],
}

/** The colours of the current colour scheme. */
export function useChartTheme(): ChartTheme {
  return useComputedColorScheme('light') === 'dark' ? DARK : LIGHT
}
