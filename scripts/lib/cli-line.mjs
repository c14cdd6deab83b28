import { inRoot } from './paths.mjs'

/**
 * What Node is told to run the command line from the sources; the flags for the heap are those of
 * main/base/heap-flags.ts, which the oldest Node cannot read.
 */
export const CLI_LINE = [
  '--disable-warning=ExperimentalWarning',
  '--initial-old-space-size=64',
  '--max-semi-space-size=2',
  inRoot('main', 'cli.ts'),
]
