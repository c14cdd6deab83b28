// Coverage-guided fuzzing: npm run fuzz -- [TARGET ...] [--seconds N] [--seed N]; targets are in test/fuzz/targets.ts.
// A finding is written below test/fixtures/fuzz, where the quick tests run it again.
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { requireNode } from './lib/node-version.mjs'

requireNode()
const options = { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } }
const { values, positionals } = parseArgs({ allowPositionals: true, options })
const [{ fuzz, keepFinding }, { fuzzTargets }] = await Promise.all([
  import('../test/fuzz/engine/run-child.ts'),
  import('../test/fuzz/targets.ts'),
])
const known = fuzzTargets.map(({ name }) => name)
const unknown = positionals.find((name) => !known.includes(name))
if (unknown !== undefined) {
  console.error(`No target "${unknown}"; there are: ${known.join(', ')}.`)
  process.exit(2)
}
const seed = Number(values.seed ?? randomInt(2 ** 31))
console.log(`seed ${seed}`)
let found = 0
for await (const { target, runs, corpus, reached, finding } of fuzz(
  positionals.length > 0 ? positionals : known,
  Number(values.seconds),
  seed,
)) {
  console.log(`${target}: ${runs} runs, ${corpus} inputs kept, ${reached} places reached`)
  if (!finding) continue
  found++
  console.log(`  found ${keepFinding(target, finding.input)}\n  ${finding.error}`)
}
process.exit(found > 0 ? 1 : 0)
