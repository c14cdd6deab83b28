import { matchesGlob } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'

afterEach(() => vi.unstubAllEnvs())

const list = (patterns: string | RegExp | readonly (string | RegExp)[] | undefined): string[] =>
  [patterns ?? []].flat().map(String)
const takes = (file: string, include: string[], exclude: string[]): boolean =>
  include.some((pattern) => matchesGlob(file, pattern)) && !exclude.some((pattern) => matchesGlob(file, pattern))

/** Whether Vitest and Playwright take these files in a tier. */
async function taken(soak: '' | '1', files: { vitest: string; playwright: string }): Promise<boolean[]> {
  vi.stubEnv('HYOBAN_SOAK', soak)
  vi.resetModules()
  const { default: vitest } = await import('../../vitest.config.ts')
  const { default: playwright } = await import('../../playwright.config.ts')
  return [
    takes(files.vitest, list(vitest.test?.include), list(vitest.test?.exclude)),
    takes(files.playwright, list(playwright.testMatch), list(playwright.testIgnore)),
  ]
}

describe('a test belongs to one tier', { timeout: 60_000 }, () => {
  const quick = { vitest: 'test/base/torrent.test.ts', playwright: 'test/e2e/share.spec.ts' }
  const long = { vitest: 'test/demo/story.soak.test.ts', playwright: 'test/e2e/demo.soak.spec.ts' }

  it.each([
    ['npm test takes what is quick', '', quick, true],
    ['npm test leaves what is long', '', long, false],
    ['npm run test:soak leaves what is quick', '1', quick, false],
    ['npm run test:soak takes what is long', '1', long, true],
  ] as const)('%s', async (_name, soak, files, wanted) => {
    expect(await taken(soak, files)).toEqual([wanted, wanted])
  })

  it('no test is retried', async () => {
    const { default: vitest } = await import('../../vitest.config.ts')
    const { default: playwright } = await import('../../playwright.config.ts')
    expect([vitest.test?.retry, playwright.retries]).toEqual([undefined, 0])
  })
})
