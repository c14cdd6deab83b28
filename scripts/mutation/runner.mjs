// Mutates a target (targets.mjs), those of its files that match `file`, or some lines of them, in a copy below out/.
import { sampleLines } from './sample-lines.mjs'
import { Stryker } from '@stryker-mutator/core'
import { MUTATION_TARGETS } from './targets.mjs'

/** The run fails below this score, in %. */
const MIN_SCORE = 90

const { name, file, lines, seed } = JSON.parse(process.argv[2])
const { mutate, tests } = MUTATION_TARGETS[name]
process.env.HYOBAN_MUTATION_TESTS = JSON.stringify(tests)
const files = file ? [file] : mutate
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
  concurrency: 2,
  timeoutMS: 30_000,
  tempDirName: 'out/mutation',
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: true },
  checkers: [],
  allowConsoleColors: false,
}).runMutationTest()

const counted = results.filter(({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status))
const survived = counted.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
const score = (100 * (counted.length - survived.length)) / Math.max(1, counted.length)
console.log(`${name}: score ${score.toFixed(1)} %, ${survived.length} of ${counted.length} mutants survived`)
process.exitCode = score >= MIN_SCORE ? 0 : 1
