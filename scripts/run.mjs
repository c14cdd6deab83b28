// Runs a TypeScript file on the project's Node 24: node scripts/run.mjs FILE [ARGUMENTS]
import { requireNode } from './lib/node-version.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { run } from './lib/run.mjs'

requireNode()
const args = process.argv.slice(2)
if (args.length === 0) {
  console.error('usage: node scripts/run.mjs FILE [ARGUMENTS]')
  process.exit(2)
}
const node = await ensureInstalled({ quiet: true })
process.exit(await run(node, args))
