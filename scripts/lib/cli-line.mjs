import { inRoot } from './paths.mjs'

/**
 * Node arguments to run the command line from source. The heap flags repeat main/base/heap-flags.ts, which the minimum
 * Node version cannot load.
 */
export const CLI_LINE = [
  '--disable-warning=ExperimentalWarning',
  '--initial-old-space-size=64',
  '--max-semi-space-size=2',
  '--heap-growing-percent=50',
  inRoot('main', 'cli.ts'),
]
