import type { ChartTheme } from '../../../../components/charts/chart-theme.ts'
import { KIND_COLOURS } from '../../watch/dot-shapes.ts'
import { drawingColours } from '../drawing-colours.ts'

/** Kinds of the laboratory beside those of the reference model. */
const LAB_KIND_COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  whitewasher: ['#7b46c0', '#c9a0ff'],
  colluder: ['#b8860b', '#ffd24a'],
  oscillator: ['#5a6270', '#aeb6c3'],
  seller: ['#0072b2', '#56b4e9'],
  buyer: ['#8d96a4', '#7d8795'],
}
/** Operating systems, in their order. */
const SYSTEM_COLOURS: readonly (readonly [light: string, dark: string])[] = [
  ['#0072b2', '#56b4e9'],
  ['#c24a00', '#ff8c42'],
  ['#9a6700', '#f0c04a'],
  ['#b0468a', '#e78ac3'],
  ['#7b46c0', '#c9a0ff'],
  ['#5a6270', '#aeb6c3'],
  ['#a61e4d', '#ff9dbb'],
  ['#14347f', '#8ba5ee'],
  ['#7a4a2b', '#d9a273'],
  ['#00717d', '#4fc3cf'],
  ['#8d96a4', '#6b7380'],
]

export interface MechanismColours {
  kinds: string[]
  served: string
  refused: string
  stranger: string
  glow: string
  dark: string
  text: string
  quiet: string
}

/** Colours of a run whose kinds have these names; served is the accent, as green stands for trust in this app. */
export function mechanismColours(theme: ChartTheme, kindNames: readonly string[]): MechanismColours {
  const { lines, dead } = drawingColours(theme)
  const shade = theme.dark ? 1 : 0
  const model: Readonly<Record<string, string>> = KIND_COLOURS[theme.dark ? 'dark' : 'light']
  return {
    kinds: kindNames.map(
      (name, i) =>
        model[name] ??
        LAB_KIND_COLOURS[name]?.[shade] ??
        (SYSTEM_COLOURS[i % SYSTEM_COLOURS.length]?.[shade] as string),
    ),
    served: theme.accent,
    refused: lines.first,
    stranger: lines.twice,
    glow: theme.wait,
    dark: dead,
    text: theme.text,
    quiet: theme.quiet,
  }
}
