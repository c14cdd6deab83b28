import type { IdentityPolicy } from '../../../../main/contract/simulator.ts'
import type { ChartTheme } from '../../../components/charts/chart-theme.ts'

function mix(from: string, to: string, share: number): string {
  const part = (hex: string, at: number): number => Number.parseInt(hex.slice(at, at + 2), 16)
  return `#${[1, 3, 5]
    .map((at) =>
      Math.round(part(from, at) + (part(to, at) - part(from, at)) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

/** Style of one line: hue by identity policy, shade and symbol by its index. */
export interface LineStyle {
  colour: string
  symbol: (typeof SYMBOLS)[IdentityPolicy][number]
}
/** Symbols of free identities are hollow, so that no line depends on colour alone. */
const SYMBOLS = {
  PI: ['circle', 'triangle', 'rect', 'diamond'],
  none: ['diamond', 'circle', 'triangle', 'rect'],
  FI: ['emptyCircle', 'emptyTriangle', 'emptyRect', 'emptyDiamond'],
} as const

/** Styles of the lines, in order. */
export function lineStyles(identities: readonly IdentityPolicy[], theme: ChartTheme): LineStyle[] {
  const seen: Partial<Record<IdentityPolicy, number>> = {}
  return identities.map((identity) => {
    const place = seen[identity] ?? 0
    seen[identity] = place + 1
    const last = identities.filter((other) => other === identity).length - 1
    const [from, to] = theme.identity[identity]
    return {
      colour: mix(from, to, last === 0 ? 0 : place / last),
      symbol: SYMBOLS[identity][place % SYMBOLS[identity].length] as LineStyle['symbol'],
    }
  })
}
