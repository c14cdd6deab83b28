// Mutation testing with Stryker: npm run mutation -- [TARGET ...] [--file GLOB]; targets are in mutation/targets.mjs.
// Prints each surviving mutant with its location, and ends with a line per target: "NAME: score N %, K survived".
import { parseArgs } from 'node:util'
import { ensureInstalled } from './lib/install.mjs'
import { MUTATION_TARGETS } from './mutation/targets.mjs'
import { requireNode } from './lib/node-version.mjs'
import { inRoot } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

requireNode()
const { values, positionals } = parseArgs({ allowPositionals: true, options: { file: { type: 'string' } } })
const names = positionals.length ? positionals : Object.keys(MUTATION_TARGETS)
const unknown = names.find((name) => !Object.hasOwn(MUTATION_TARGETS, name))
if (unknown !== undefined) {
  console.error(`No target "${unknown}"; there are: ${Object.keys(MUTATION_TARGETS).join(', ')}.`)
  process.exit(2)
}
const node = await ensureInstalled()
let code = 0
for (const name of names) {
  const args = [inRoot('scripts', 'mutation', 'runner.mjs'), name, ...(values.file ? [values.file] : [])]
  code = Math.max(code, await run(node, args))
}
process.exit(code)
