// Mutation testing with Stryker:
//   npm run mutation -- [TARGET ...] [--file GLOB ...] [--lines N [--seed N]] [--workers N]
// Targets are in mutation/targets.mjs. With --lines, only the mutants of that many lines, chosen at random; the seed is
// printed. --workers is how many mutants are tried at a time, 2 unless told.
// Prints each surviving mutant with its location, and ends with a line per target: "NAME: score N %, K survived".
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { ensureInstalled } from './lib/install.mjs'
import { MUTATION_TARGETS } from './mutation/targets.mjs'
import { requireNode } from './lib/node-version.mjs'
import { inRoot } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

requireNode()
const text = { type: 'string' }
const options = { file: { ...text, multiple: true }, lines: text, seed: text, workers: text }
const { values, positionals } = parseArgs({ allowPositionals: true, options })
const names = positionals.length ? positionals : Object.keys(MUTATION_TARGETS)
const unknown = names.find((name) => !Object.hasOwn(MUTATION_TARGETS, name))
if (unknown !== undefined) {
  console.error(`No target "${unknown}"; there are: ${Object.keys(MUTATION_TARGETS).join(', ')}.`)
  process.exit(2)
}
const node = await ensureInstalled()
const seed = Number(values.seed ?? randomInt(2 ** 31))
let code = 0
for (const name of names) {
  const args = [inRoot('scripts', 'mutation', 'runner.mjs'), JSON.stringify({ ...values, seed, name })]
  code = Math.max(code, await run(node, args))
}
process.exit(code)
