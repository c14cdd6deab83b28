/** fast-check with one time limit for every property. */
import * as fc from 'fast-check'
import { FUZZ_LIMIT_MS } from './tier.ts'

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  interruptAfterTimeLimit: FUZZ_LIMIT_MS,
  markInterruptAsFailure: true,
})
export { fc }
