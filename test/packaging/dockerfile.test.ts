import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate, ValidationSeverity } from 'dockerfile-utils'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
const warn = ValidationSeverity.WARNING

// The image itself is built and run by the forge's workflow.
it('the Dockerfile has no fault that a validator finds', () => {
  const settings = {
    deprecatedMaintainer: warn,
    directiveCasing: warn,
    emptyContinuationLine: warn,
    instructionCasing: warn,
    instructionCmdMultiple: warn,
    instructionEntrypointMultiple: warn,
    instructionHealthcheckMultiple: warn,
    instructionJSONInSingleQuotes: warn,
    instructionWorkdirRelative: warn,
  }
  expect(validate(text, settings).map(({ range, message }) => `${range.start.line + 1}: ${message}`)).toEqual([])
  expect(validate("FROM a\nCMD ['x']\nWORKDIR b\n", settings)).toHaveLength(2)
})

it('the image runs as an ordinary user, by the Node that the project needs, and says whether it is well', () => {
  const lines = text.split('\n')
  const node = readFileSync(join(ROOT, '.nvmrc'), 'utf8').trim().split('.')[0]
  const bases = lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1])
  expect(new Set(bases)).toEqual(new Set([`node:${node}-bookworm-slim`]))
  expect(lines.indexOf('USER node')).toBeGreaterThan(lines.findIndex((line) => line.startsWith('RUN npm install')))
  expect(text).toMatch(/^HEALTHCHECK .*CMD \["hyoban", "status", "--quiet"\]$/m)
})
