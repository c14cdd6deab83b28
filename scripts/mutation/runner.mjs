// Mutates a target (targets.mjs), those of its files that match `file`, or some lines of them, in a copy below out/.
import { globSync } from 'node:fs'
import { root } from '../lib/paths.mjs'
import { sampleLines } from './sample-lines.mjs'
import { Stryker } from '@stryker-mutator/core'
import { isEquivalent } from './equivalent.mjs'
import { MUTATION_TARGETS } from './targets.mjs'

/** The run fails below this score, in %. */
const MIN_SCORE = 90

const { name, file, lines, seed, workers = 2 } = JSON.parse(process.argv[2])
const { mutate, tests } = MUTATION_TARGETS[name]
const missing = tests.find((glob) => globSync(glob, { cwd: root }).length === 0)
if (missing !== undefined) throw new Error(`No test matches ${missing}: correct it in scripts/mutation/targets.mjs.`)
process.env.HYOBAN_MUTATION_TESTS = JSON.stringify(tests)
const files = file ?? mutate
const chosen = lines ? sampleLines(files, Number(lines), seed) : files
if (lines) console.log(`${name}: ${lines} lines, seed ${seed}`)
const results = await new Stryker({
  mutate: chosen,
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  ignorePatterns: ['/out', '/dist', '/test/e2e', '/test-results'],
  // texts for users are not behaviour
  mutator: { excludedMutations: ['StringLiteral'] },
  concurrency: Number(workers),
  // four times as long as the tests took without a mutant, and 10 s
  timeoutFactor: 4,
  timeoutMS: 10_000,
  tempDirName: 'out/mutation',
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: true },
  checkers: [],
  allowConsoleColors: false,
}).runMutationTest()

const valid = results.filter(({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status))
const lives = ({ status }) => status === 'Survived' || status === 'NoCoverage'
const counted = valid.filter((mutant) => !lives(mutant) || !isEquivalent(mutant))
const survived = counted.filter(lives)
const score = (100 * (counted.length - survived.length)) / Math.max(1, counted.length)
console.log(
  `${name}: score ${score.toFixed(1)} %, ${survived.length} of ${counted.length} mutants survived; ` +
    `${valid.length - counted.length} equivalent ones are not counted`,
)
process.exitCode = score >= MIN_SCORE ? 0 : 1
