import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FINDINGS } from './engine/run-child.ts'
import { fuzzTargets } from './targets.ts'

/** Inputs that were found once, by the names of their files. */
function findingsOf(target: string): string[] {
  const folder = join(FINDINGS, target)
  return existsSync(folder) ? readdirSync(folder) : []
}

it('each finding belongs to a target', () => {
  const names = fuzzTargets.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(readdirSync(FINDINGS).filter((name) => !names.includes(name))).toEqual([])
})

describe.each(fuzzTargets)('$name', ({ name, seeds, run }) => {
  it('bears nothing, and its seeds', async () => {
    for (const input of [new Uint8Array(0), ...seeds()]) await run(Buffer.from(input))
  })

  it.each(findingsOf(name))('bears the finding %s', async (finding) => {
    await run(readFileSync(join(FINDINGS, name, finding)))
  })
})
