import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EQUIVALENT, isEquivalent } from '../../scripts/mutation/equivalent.mjs'

const root = join(import.meta.dirname, '../..')
const FILE = 'main/transfers/storage/part-file.ts'

test('every mutant listed as equivalent is of a line that is still there', () => {
  for (const { file, line } of EQUIVALENT) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    expect(lines.filter((one) => one.trim().startsWith(line), `${file}: ${line}`)).toHaveLength(1)
  }
})

test('a survivor is known by its file, its line and what stands in its place', () => {
  const line = readFileSync(join(root, FILE), 'utf8')
    .split('\n')
    .findIndex((one) => one.includes('bytesWritten < total'))
  const mutant = (replacement: string, at = line + 1) => ({
    fileName: join(root, FILE),
    replacement,
    location: { start: { line: at, column: 9 }, end: { line: at, column: 29 } },
  })
  expect([mutant('true'), mutant('bytesWritten <= total')].map(isEquivalent)).toEqual([true, true])
  expect([mutant('false'), mutant('true', line), mutant('true', line + 2)].map(isEquivalent)).toEqual([
    false,
    false,
    false,
  ])
})
