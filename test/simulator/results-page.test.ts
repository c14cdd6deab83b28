import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LabClaim } from '../../main/simulator/lab/claim.ts'
import { MECHANISM_CLAIMS } from '../../main/simulator/lab/claims/mechanism-claims.ts'
import { OVERLAY_CLAIMS } from '../../main/simulator/lab/claims/overlay-claims.ts'

interface ResultRow {
  result: string
  claim: string
  source: string
  measured: string
  outcome: string
}

const page = readFileSync(join(import.meta.dirname, '../../docs/results.md'), 'utf8')
const rows: ResultRow[] = [...page.matchAll(/^\| ([MO]\d+) \| (.+) \| (.+) \| (.+) \| (.+) \|$/gm)].map(
  ([, result = '', claim = '', source = '', measured = '', outcome = '']) => ({
    result,
    claim,
    source,
    measured,
    outcome,
  }),
)
const numbered = (letter: string, count: number): string[] => Array.from({ length: count }, (_, i) => letter + (i + 1))
const of = (result: string): ResultRow[] => rows.filter((row) => row.result === result)
const numbersIn = (text: string): number[] =>
  (text.replace(/(\d),(\d{3})/g, '$1$2').match(/\d+(\.\d+)?/g) ?? []).map(Number)

const CLAIMS: readonly [result: string, claim: LabClaim][] = [
  ...MECHANISM_CLAIMS.map((claim): [string, LabClaim] => [`M${claim.result}`, claim]),
  ...OVERLAY_CLAIMS.map((claim): [string, LabClaim] => [`O${claim.result}`, claim]),
]
const ORIGINS: Readonly<Record<LabClaim['origin'], string>> = {
  text: 'text',
  notes: 'notes',
  closedForm: 'closed form',
  prototype: 'prototype',
  memory: 'memory',
  none: 'no source',
}

describe('docs/results.md', () => {
  test('has the 33 results, in order', () => {
    expect([...new Set(rows.map(({ result }) => result))]).toEqual([...numbered('M', 14), ...numbered('O', 19)])
  })

  test('says of each line where it comes from, what was measured and whether it holds', () => {
    expect(rows.length).toBe(55)
    const origin = new RegExp(`^(${Object.values(ORIGINS).join('|')}|no claim)\\b`)
    for (const { claim, source, measured, outcome } of rows) {
      expect(source, claim).toMatch(origin)
      expect(numbersIn(measured).length, claim).toBeGreaterThan(0)
      expect(outcome, claim).toMatch(/^(holds|does not hold|reported)/)
    }
  })

  test('tells the deviations that the code tells, and no others', () => {
    const count = (results: readonly string[]): Record<string, number> =>
      Object.fromEntries([...Map.groupBy(results, (one) => one)].map(([one, all]) => [one, all.length]).sort())
    const told = rows.filter(({ outcome }) => /^does not hold|9 of 10/.test(outcome)).map(({ result }) => result)
    const known = CLAIMS.filter(([, { deviates }]) => deviates !== undefined).map(([result]) => result)
    expect(count(told)).toEqual(count(known))
    expect(count(told)).toEqual({ M5: 1, O12: 1, O8: 2, O9: 1 })
    const explained = [...page.matchAll(/^- \*\*([MO]\d+)/gm)].map(([, result = '']) => result)
    for (const result of told) expect(explained).toContain(result)
  })

  test.each(CLAIMS.map(([result, claim]) => [claim.id, result, claim] as const))(
    '%s is in the line of %s, with its source and its numbers',
    (_, result, { origin, published, documented }) => {
      const own = of(result)
      expect(own.map(({ source }) => source).join('; ')).toContain(ORIGINS[origin])
      const said = new Set(own.flatMap(({ claim, source }) => numbersIn(`${claim} ${source}`)))
      expect(numbersIn(published).some((number) => said.has(number))).toBe(true)
      const measured = new Set(own.flatMap((row) => numbersIn(row.measured)))
      for (const number of numbersIn(documented ?? '')) expect(measured).toContain(number)
    },
  )
})
