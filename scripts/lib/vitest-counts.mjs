import { writeFileSync } from 'node:fs'

const NO_REASON = 'no reason given'
const firstLine = (errors) => String(errors?.[0]?.message ?? 'could not be run').split('\n')[0]

/**
 * Vitest reporter that writes the counts for `npm test` to HYOBAN_TEST_COUNTS. Vitest's JSON report lacks the reasons
 * for skipped tests.
 */
export default class VitestCounts {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: 0, skipped: [], failures: [] }
    const fail = (name) => {
      counts.failed++
      counts.failures.push(name)
    }
    for (const module of modules) {
      // a file that fails to load, or a failing hook around all its tests, counts as a test
      if (module.errors().length) fail(`${module.relativeModuleId}: ${firstLine(module.errors())}`)
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length) fail(`${module.relativeModuleId} > ${suite.fullName}: ${firstLine(suite.errors())}`)
      }
      for (const test of module.children.allTests()) {
        const result = test.result()
        const name = `${module.relativeModuleId} > ${test.fullName}`
        if (result.state === 'passed') counts.passed++
        else if (result.state === 'failed') fail(name)
        else
          counts.skipped.push({
            name,
            why: result.note ?? (test.options.mode === 'todo' ? 'not written yet' : NO_REASON),
          })
      }
    }
    for (const error of unhandledErrors) fail(`outside of any test: ${firstLine([error])}`)
    if (process.env.HYOBAN_TEST_COUNTS) writeFileSync(process.env.HYOBAN_TEST_COUNTS, JSON.stringify(counts))
  }
}
