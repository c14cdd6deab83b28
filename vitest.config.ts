import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**', 'node_modules/**', 'out/**'],
    pool: 'forks',
    // Two cores: more forks than that only make each other late.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
    coverage: { enabled: false },
    // Real networks and real clocks under a loaded machine: a second try, which the report names loudly.
    retry: 1,
    restoreMocks: true,
  },
})
