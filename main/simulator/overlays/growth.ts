/** A straight line through points, by least squares. */
export interface LineFit {
  slope: number
  intercept: number
  /** Share of the variance that the line explains; 1 where there is none. */
  r2: number
}

function fitLine(xs: readonly number[], ys: readonly number[]): LineFit {
  const n = xs.length
  const meanX = xs.reduce((sum, x) => sum + x, 0) / n
  const meanY = ys.reduce((sum, y) => sum + y, 0) / n
  let xx = 0
  let xy = 0
  let yy = 0
  for (let i = 0; i < n; i++) {
    const dx = (xs[i] as number) - meanX
    const dy = (ys[i] as number) - meanY
    xx += dx * dx
    xy += dx * dy
    yy += dy * dy
  }
  const slope = xy / xx
  return { slope, intercept: meanY - slope * meanX, r2: yy > 0 ? (xy * xy) / (xx * yy) : 1 }
}

/** How `values` grow with `nodes`: the slope is the exponent of a power law. */
export const powerFit = (nodes: readonly number[], values: readonly number[]): LineFit =>
  fitLine(nodes.map(Math.log), values.map(Math.log))

/** How `values` grow with log2 of `nodes`: a + b log2 N, with b the slope. */
export const logarithmicFit = (nodes: readonly number[], values: readonly number[]): LineFit =>
  fitLine(nodes.map(Math.log2), [...values])
