import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { fuzz, keepFinding } from './engine/run-child.ts'
import { fuzzTargets } from './targets.ts'

/** Time for each target, in seconds; `npm run fuzz` takes longer. */
const SECONDS = 5

test('fuzzing each parser and dialogue by coverage, from a random seed, runs them all', async () => {
  const seed = randomInt(2 ** 31)
  const lines = [`seed ${seed}`]
  const findings: string[] = []
  const deaths: string[] = []
  let done = 0
  for await (const { target, runs, corpus, reached, finding } of fuzz(
    fuzzTargets.map(({ name }) => name),
    SECONDS,
    seed,
  )) {
    done++
    lines.push(`${target}: ${runs} runs, ${corpus} inputs kept, ${reached} places reached`)
    if (finding && finding.input === '') deaths.push(`${target} (seed ${seed}): ${finding.error}`)
    else if (finding) findings.push(`${keepFinding(target, finding.input)} (seed ${seed}): ${finding.error}`)
    else expect(reached, target).toBeGreaterThan(0)
  }
  console.log(lines.join('\n'))
  // a search at random may find something in any run: it is told and kept, and fails the quick tests once committed
  if (findings.length > 0) console.error(`FINDINGS, kept for test/fuzz/replay.test.ts:\n${findings.join('\n')}`)
  // `names`, which is plain JavaScript, has died of a damaged heap: not understood yet, see docs/threat-model.md
  if (deaths.length > 0) console.error(`PROCESSES THAT DIED, of what is not known:\n${deaths.join('\n')}`)
  expect(done).toBe(fuzzTargets.length)
})
