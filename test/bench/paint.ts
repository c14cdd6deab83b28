import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser } from './lib/browser.ts'
import type { BenchLine } from './lib/measure.ts'
import { cancelPart, ratingPart, searchPart, type Environment, transfersPart } from './paint/parts.ts'
import { openYardstick } from './paint/yardstick.ts'

/** Options: `--entries` of the catalogue (100,000), `--only` one part: search, transfers, rating or cancel. */
interface Options {
  entries?: number
  only?: string
}

/**
 * What a user waits for in Chromium, alternating with a minimal React page in the same browser: key to painted results,
 * rating to new trust value, and Cancel to the end of a simulation, each against one `setState` on plain elements; and
 * frames while scrolling long lists, against an empty box. Needs the built app (`npm run build`).
 */
export default async function* run({ entries = 100_000, only }: Options = {}): AsyncGenerator<BenchLine> {
  const parts: Record<string, (environment: Environment) => AsyncGenerator<BenchLine>> = {
    search: (environment) => searchPart(environment, entries),
    transfers: transfersPart,
    rating: ratingPart,
    cancel: cancelPart,
  }
  if (only !== undefined && !parts[only]) throw new Error(`--only is one of ${Object.keys(parts).join(', ')}`)
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-bench-paint-'))
  const browser = await launchBrowser()
  try {
    const yardstick = await openYardstick(browser)
    for (const [name, part] of Object.entries(parts))
      if (only === undefined || only === name) yield* part({ browser, yardstick, dir })
    await yardstick.close()
  } finally {
    await browser.close()
    await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
