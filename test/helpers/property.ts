/** fast-check under one name, so that every property of these rooms is bounded in time the same way. */
import * as fc from 'fast-check'

fc.configureGlobal({ ...fc.readConfigureGlobal(), interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true })
export { fc }
