/**
 * Result of a test stage: counts, skipped tests with reasons, names of failed tests.
 * @typedef {{name: string, why: string}} Skipped
 * @typedef {{passed: number, failed: number, skipped: Skipped[], failures: string[]}} Counts
 */

const NO_REASON = 'no reason given'

function* specsOf(suite, path) {
  for (const spec of suite.specs ?? []) yield [[...path, spec.title].filter(Boolean).join(' > '), spec]
  for (const inner of suite.suites ?? []) yield* specsOf(inner, [...path, inner.title])
}

/** Reads the counts from Playwright's JSON report. */
export function playwrightCounts(report) {
  const counts = { passed: 0, failed: 0, skipped: [], failures: [] }
  for (const file of report.suites ?? []) {
    for (const [name, spec] of specsOf(file, [file.title])) {
      for (const test of spec.tests ?? []) {
        if (test.status === 'skipped') {
          const reason = (test.annotations ?? []).find(({ type }) => type === 'skip' || type === 'fixme')?.description
          counts.skipped.push({
            name,
            why: reason || (test.results?.length ? NO_REASON : 'not run: an earlier test of its group failed'),
          })
        } else if (test.status === 'expected') counts.passed++
        else {
          counts.failed++
          counts.failures.push(name)
        }
      }
    }
  }
  for (const error of report.errors ?? []) {
    counts.failed++
    counts.failures.push(String(error.message ?? error).split('\n')[0])
  }
  return counts
}

/** "N passed, N failed, N skipped" over all stages. */
export function closingLine(all) {
  const sum = (read) => all.reduce((total, counts) => total + read(counts), 0)
  return `${sum((c) => c.passed)} passed, ${sum((c) => c.failed)} failed, ${sum((c) => c.skipped.length)} skipped`
}
