// npm test: installs what is missing (and a browser), builds, then runs Vitest, Playwright, and type check, format and
// lint, all at once. npm run test:soak (--soak) runs only the long tests, *.soak.test.ts and *.soak.spec.ts. Both
// end with the time of each part and the line "N passed, N failed, N skipped".
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './lib/browser.mjs'
import { ensureBuilt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { requireNode } from './lib/node-version.mjs'
import { childEnv, inRoot, root } from './lib/paths.mjs'
import { capture, supervise } from './lib/run.mjs'
import { closingLine, playwrightCounts } from './lib/test-report.mjs'

requireNode()
const started = Date.now()
const node = await ensureInstalled()
const soak = process.argv.includes('--soak')
const filters = process.argv.slice(2).filter((argument) => argument !== '--soak')
/** Time limit of a stage: five times its duration on two idle cores. */
const STAGE_LIMIT_MS = (soak ? 45 : 20) * 60_000
/** Selects the tests of the two runners and their number of iterations; see test/helpers/tier.ts. */
const tier = { HYOBAN_SOAK: soak ? '1' : '' }
const work = mkdtempSync(join(tmpdir(), 'hyoban-test-'))
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`
/** What each part took, in the order in which they ended. */
const times = []
const say = (text) => console.log(`\n=== ${text}`)

/** Runs a check that counts as one test; it is reported later. */
async function check(name, args) {
  const since = Date.now()
  const { PRIORITY_LOW } = constants.priority
  const { code, output } = await capture(node, args, { timeout: STAGE_LIMIT_MS, priority: PRIORITY_LOW })
  return { name, code, output, took: seconds(since) }
}

async function runChecks(list) {
  const done = []
  for (const [name, args] of list) done.push(await check(name, args))
  return done
}

/** Reports the end of a part that took `took`. */
function ended(name, ok, took) {
  times.push(`${name} ${took}`)
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name} (${took})`)
}

function single(name, code, output, took) {
  ended(name, code === 0, took)
  if (code !== 0) console.log(output)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], failures: code === 0 ? [] : [name] }
}

/** Shows what a child says from its turn on, and what it said before. */
function inTurn(child, turn) {
  let kept = []
  const show = (to, chunk) => (kept ? kept.push([to, chunk]) : to.write(chunk))
  child.stdout.on('data', (chunk) => show(process.stdout, chunk))
  child.stderr.on('data', (chunk) => show(process.stderr, chunk))
  void turn.then(() => {
    for (const [to, chunk] of kept) to.write(chunk)
    kept = null
  })
}

/**
 * Runs a test runner and reads its JSON report; a crash counts as a failure. It has this terminal, or shows its output
 * once `turn` has come.
 */
async function suite(name, args, reportFile, read, env, turn) {
  const since = Date.now()
  let late = false
  const code = await new Promise((resolve) => {
    const stdio = turn ? ['ignore', 'pipe', 'pipe'] : 'inherit'
    const child = spawn(node, args, { cwd: root, stdio, env: childEnv(env) })
    if (turn) inTurn(child, turn)
    const timer = setTimeout(() => ((late = true), child.kill('SIGKILL')), STAGE_LIMIT_MS)
    const done = supervise(child)
    child.on('error', () => (done(), resolve(127)))
    child.on('exit', (exit) => {
      clearTimeout(timer)
      done()
      resolve(exit ?? 1)
    })
  })
  const took = seconds(since)
  await turn
  let counts = { passed: 0, failed: 0, skipped: [], failures: [] }
  try {
    counts = read(JSON.parse(readFileSync(reportFile, 'utf8')))
  } catch {
    counts.failures.push(`${name} left no report`)
    counts.failed++
  }
  const add = (why) => {
    counts = { ...counts, failed: counts.failed + 1, failures: [...counts.failures, `${name} ${why}`] }
  }
  if (late) add(`took longer than ${STAGE_LIMIT_MS / 1000} s`)
  else if (code !== 0 && counts.failed === 0) add(`ended with code ${code}`)
  ended(name, counts.failed === 0, took)
  return counts
}

const results = []
/**
 * The checks, one after the other beside the tests: these wait for the network while they compute, and go before them
 * where they do not, for readers of files have time limits.
 */
let checks = Promise.resolve([])

if (soak) {
  const { code, output } = await ensureBuilt(node)
  if (code !== 0) results.push(single('build', code, output, seconds(started)))
} else if (filters.length === 0) {
  say('build')
  const since = Date.now()
  const { code, output } = await ensureBuilt(node, { force: true })
  results.push(single('build', code, output, seconds(since)))
  // not parallel to the build, whose temporary files in the root could disappear under the linter
  checks = runChecks([
    ['type check', [inRoot('node_modules', 'typescript7', 'bin', 'tsc'), '-p', 'tsconfig.json', '--noEmit']],
    ['format', [inRoot('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']],
    ['lint', [inRoot('node_modules', 'eslint', 'bin', 'eslint.js'), '.']],
    ['unused code', [inRoot('node_modules', 'knip', 'bin', 'knip.js'), '--no-progress']],
  ])
}

const vitestReport = join(work, 'vitest.json')
say(`${soak ? 'soak' : 'unit and integration'} tests (Vitest)${filters.length ? `: ${filters.join(' ')}` : ''}`)
const reporters = ['--reporter=default', `--reporter=${inRoot('scripts', 'lib', 'vitest-counts.mjs')}`]
const vitest = [inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', ...reporters, ...filters]
const units = suite('Vitest', vitest, vitestReport, (counts) => counts, {
  ...tier,
  HYOBAN_TEST_COUNTS: vitestReport,
})

/** Runs the tests in a browser; they wait for pages as the others do for the network. */
async function endToEnd(turn) {
  const browser = await ensureBrowser(node)
  const title = `${soak ? 'soak' : 'end to end'} tests (Playwright)`
  void (turn ?? Promise.resolve()).then(() => say(browser.path ? `${title}: ${browser.path}` : title))
  if (!browser.path) {
    const why = `There is no browser: ${browser.why}. Install Chromium or Chrome and try again.`
    return single('Playwright', 1, why, seconds(Date.now()))
  }
  const report = join(work, 'playwright.json')
  const playwright = [inRoot('node_modules', 'playwright', 'cli.js'), 'test', '--reporter=list,json']
  const env = { ...tier, PLAYWRIGHT_JSON_OUTPUT_FILE: report, HYOBAN_BROWSER: browser.path }
  return suite('Playwright', playwright, report, playwrightCounts, env, turn)
}

// Long tests load both processors, one after the other; the others go side by side.
if (soak) await units
const pages = filters.length > 0 ? null : endToEnd(soak ? undefined : units)
results.push(await units)
if (pages) results.push(await pages)

const checked = await checks
if (checked.length) say('type check, format and lint')
for (const { name, code, output, took } of checked) results.push(single(name, code, output, took))

rmSync(work, { recursive: true, force: true })
const skipped = results.flatMap((counts) => counts.skipped)
const failures = results.flatMap((counts) => counts.failures)
if (skipped.length) {
  say(`SKIPPED (${skipped.length})`)
  for (const { name, why } of skipped) console.log(`  SKIPPED ${name}\n          because: ${why}`)
}
if (failures.length) {
  say(`FAILED (${failures.length})`)
  for (const name of failures) console.log(`  FAILED ${name}`)
}
console.log(`\n${times.join(', ')}; ${seconds(started)} in all`)
console.log(closingLine(results))
process.exit(failures.length ? 1 : 0)
