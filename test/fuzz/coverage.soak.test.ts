import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { fuzz, keepFinding } from './engine/run-child.ts'
import { fuzzTargets } from './targets.ts'

/** Time for each target, in seconds; `npm run fuzz` takes longer. */
const SECONDS = 5
/** Time limit of the test in ms: eight times what it takes on an idle machine. */
const LIMIT_MS = 40 * 60_000

test(
  'fuzzing each parser and dialogue by coverage, from a random seed, finds nothing',
  async () => {
    const seed = randomInt(2 ** 31)
    const lines = [`seed ${seed}`]
    const findings: string[] = []
    let done = 0
    for await (const { target, runs, corpus, reached, finding } of fuzz(
      fuzzTargets.map(({ name }) => name),
      SECONDS,
      seed,
    )) {
      done++
      lines.push(`${target}: ${runs} runs, ${corpus} inputs kept, ${reached} places reached`)
      if (finding) findings.push(`${keepFinding(target, finding.input)} (seed ${seed}): ${finding.error}`)
      else expect(reached, target).toBeGreaterThan(0)
    }
    console.log(lines.join('\n'))
    expect(done).toBe(fuzzTargets.length)
    expect(findings).toEqual([])
  },
  LIMIT_MS,
)
