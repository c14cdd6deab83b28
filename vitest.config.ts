import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

// Tests start some hundred processes: what Node has compiled once, it need not compile again.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node')

/** Long tests run when HYOBAN_SOAK is 1 (`npm run test:soak`), and nothing else does then. */
const soak = process.env['HYOBAN_SOAK'] === '1'
const SOAK_TESTS = 'test/**/*.soak.test.{ts,tsx}'
/** Rooms whose tests leave nothing behind, so that files can share a process: two thirds of the processor time. */
const ROOMS = [
  ...[
    'activity',
    'attacks',
    'base',
    'communities',
    'contract',
    'domain',
    'house',
    'identity',
    'integration',
    'library',
    'logs',
  ],
  ...['network', 'peers', 'protocol', 'ratings', 'renderer', 'reputation', 'search', 'simulator', 'status', 'store'],
  'transfers',
]
const SHARED = `test/{${ROOMS.join(',')}}/**`
/** Those of them that measure the process or replace a module. */
const ALONE = [
  'test/attacks/{files/opened-files,shell/*}.test.ts',
  'test/base/gc-pressure.test.ts',
  'test/library/metadata/stuck-worker.test.ts',
  'test/network/closed-streams.test.ts',
  'test/transfers/{file-handles,session-fuzz}.test.ts',
  'test/transfers/storage/{direct-io-refusals,exclusive-move,file-system}.test.ts',
  'test/transfers/upload/idle-readers.test.ts',
]

/** What all projects have in common. */
export const common = {
  exclude: [...configDefaults.exclude, 'test/e2e/**', 'out/**', ...(soak ? [] : [SOAK_TESTS])],
  pool: 'forks' as const,
  // Limits end what hangs; a machine that is busy with other things takes ten times as long.
  testTimeout: soak ? 900_000 : 60_000,
  hookTimeout: 60_000,
  restoreMocks: true,
}

export default defineConfig({
  test: {
    // Most tests wait for the network: three files and, beside them, two of Playwright keep two cores busy. Long tests
    // load a core each.
    maxWorkers: soak ? 2 : 3,
    teardownTimeout: 10_000,
    coverage: { enabled: false },
    projects: soak
      ? [{ test: { ...common, name: 'soak', include: [SOAK_TESTS] } }]
      : [
          {
            test: {
              ...common,
              name: 'isolated',
              include: [`test/!(${ROOMS.join('|')})/**/*.test.{ts,tsx}`, ...ALONE],
            },
          },
          {
            test: {
              ...common,
              name: 'shared',
              include: [`${SHARED}/*.test.{ts,tsx}`],
              exclude: [...common.exclude, ...ALONE],
              isolate: false,
            },
          },
        ],
  },
})
