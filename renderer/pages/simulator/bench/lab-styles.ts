import type { ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { LineStyle } from '../charts/line-styles.ts'

/** Eight hues that can be told apart, none of them the green of trust; for light and dark. */
const LIGHT = ['#14347f', '#a53600', '#6a3d9a', '#00798c', '#8f5a00', '#b0225f', '#4d5562', '#3f6fc4']
const DARK = ['#8ba5ee', '#ffb27a', '#c7a5f0', '#5cc6d8', '#e0b357', '#f58bb5', '#b7bec9', '#6f9be8']
const SYMBOLS = ['circle', 'triangle', 'rect', 'diamond', 'emptyCircle', 'emptyTriangle', 'emptyRect', 'emptyDiamond']

/** The styles of up to eight lines, in order; no line depends on colour alone. */
export function labStyles({ dark }: ChartTheme): LineStyle[] {
  return (dark ? DARK : LIGHT).map((colour, at) => ({ colour, symbol: SYMBOLS[at] as LineStyle['symbol'] }))
}
