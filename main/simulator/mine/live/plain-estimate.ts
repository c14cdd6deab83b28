import type { EstimateView } from '../../../contract/simulator.ts'
import type { Estimate } from '../beta.ts'

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** An estimate as it crosses the contract: unknown numbers are null. */
export const plainEstimate = ({ value, low, high }: Estimate): EstimateView => ({
  value: finite(value),
  low: finite(low),
  high: finite(high),
})
