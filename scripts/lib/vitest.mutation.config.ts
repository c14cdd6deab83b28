import { defineConfig, mergeConfig } from 'vitest/config'
import base from '../../vitest.config.ts'

/** The tests of one mutation target: scripts/mutation.mjs names them. No second try: a mutant fails at once or survives. */
export default mergeConfig(
  defineConfig({ ...base, test: { ...base.test, include: [] } }),
  defineConfig({ test: { include: JSON.parse(process.env.HYOBAN_MUTATION_TESTS ?? '[]') as string[], retry: 0 } }),
)
