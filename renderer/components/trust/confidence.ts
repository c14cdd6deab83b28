/** Confidence in a value by the width of its interval; null without an interval. */
export function confidence(low: number | null, high: number | null): 'high' | 'middle' | 'low' | null {
  if (low === null || high === null) return null
  const width = high - low
  return width <= 0.2 ? 'high' : width <= 0.4 ? 'middle' : 'low'
}
