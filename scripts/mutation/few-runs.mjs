import * as all from '../../node_modules/fast-check/lib/fast-check.js'

/** Replaces fast-check during mutation testing: hundreds of runs per property and mutant would take hours. */
const MAX_RUNS = 15

export * from '../../node_modules/fast-check/lib/fast-check.js'
export const assert = (property, parameters) =>
  all.assert(property, { ...parameters, numRuns: Math.min(MAX_RUNS, parameters?.numRuns ?? MAX_RUNS) })
export default { ...all, assert }
