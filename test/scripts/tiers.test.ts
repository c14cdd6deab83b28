import { matchesGlob } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { UserWorkspaceConfig, ViteUserConfig as UserConfig } from 'vitest/config'

afterEach(() => vi.unstubAllEnvs())

const list = (patterns: string | RegExp | readonly (string | RegExp)[] | undefined): string[] =>
  [patterns ?? []].flat().map(String)
const takes = (file: string, include: string[], exclude: string[]): boolean =>
  include.some((pattern) => matchesGlob(file, pattern)) && !exclude.some((pattern) => matchesGlob(file, pattern))

/** The options of Vitest's projects. */
const testsOf = ({ test }: UserConfig) =>
  (test?.projects ?? []).map((project) => (project as UserWorkspaceConfig).test ?? {})

/** Whether Vitest (once) and Playwright take these files in a tier. */
async function taken(soak: '' | '1', files: { vitest: string; playwright: string }): Promise<boolean[]> {
  vi.stubEnv('HYOBAN_SOAK', soak)
  vi.resetModules()
  const { default: vitest } = await import('../../vitest.config.ts')
  const { default: playwright } = await import('../../playwright.config.ts')
  return [
    testsOf(vitest).filter(({ include, exclude }) => takes(files.vitest, list(include), list(exclude))).length === 1,
    takes(files.playwright, list(playwright.testMatch), list(playwright.testIgnore)),
  ]
}

describe('a test belongs to one tier', { timeout: 60_000 }, () => {
  const quick = { vitest: 'test/base/torrent.test.ts', playwright: 'test/e2e/share.spec.ts' }
  const long = { vitest: 'test/demo/story.soak.test.ts', playwright: 'test/e2e/soak/demo.soak.spec.ts' }

  it.each([
    ['npm test takes what is quick', '', quick, true],
    ['npm test takes what has a process of its own', '', { ...quick, vitest: 'test/cli/cli.test.ts' }, true],
    ['npm test leaves what is long', '', long, false],
    ['npm run test:soak leaves what is quick', '1', quick, false],
    ['npm run test:soak takes what is long', '1', long, true],
  ] as const)('%s', async (_name, soak, files, wanted) => {
    expect(await taken(soak, files)).toEqual([wanted, wanted])
  })

  it('no test is retried', async () => {
    const { default: vitest } = await import('../../vitest.config.ts')
    const { default: playwright } = await import('../../playwright.config.ts')
    expect(new Set(testsOf(vitest).map(({ retry }) => retry))).toEqual(new Set([undefined]))
    expect([vitest.test?.retry, playwright.retries]).toEqual([undefined, 0])
  })
})
