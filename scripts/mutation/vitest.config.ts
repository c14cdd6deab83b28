import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { common } from '../../vitest.config.ts'

/** The tests of one mutation target, passed by the runner. No retries: a mutant fails at once or survives. */
export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: join(import.meta.dirname, 'few-runs.mjs') }] },
  test: {
    ...common,
    include: JSON.parse(process.env['HYOBAN_MUTATION_TESTS'] ?? '[]') as string[],
    retry: 0,
    // A mutant that waits for ever fails here, without a new process as at Stryker's limit. Where tests take as long
    // without a mutant, the run does not begin: on such a machine, a time limit would say nothing.
    testTimeout: 15_000,
    hookTimeout: 15_000,
  },
})
