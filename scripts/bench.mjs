// Runs a benchmark: installs if needed, then runs test/bench/NAME.ts on Node 24; see scripts/lib/bench-runner.mjs.
// Ratios always read the same way: higher is better, 1 equals the reference (see --help).
import { requireNode } from './lib/node-version.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { inRoot } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

requireNode()
const node = await ensureInstalled({ quiet: true })
process.exit(await run(node, ['--expose-gc', inRoot('scripts', 'lib', 'bench-runner.mjs'), ...process.argv.slice(2)]))
