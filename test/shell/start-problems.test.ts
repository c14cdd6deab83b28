import { expect, it } from 'vitest'
import { gpuLine, versionClash } from '../../main/shell/electron/start-problems.ts'

it.each([
  ['the same version', { version: '0.1.0' }, undefined],
  ['an app that says nothing', undefined, undefined],
  ['nonsense', { version: 7 }, undefined],
  ['a newer version', { version: '0.2.0' }, '0.2.0'],
  ['an older version', { version: '0.0.9' }, '0.0.9'],
  ['a version that is a text', { version: 'x'.repeat(500) }, undefined],
])('a second start of %s', (_name, data, other) => {
  expect(versionClash(data, '0.1.0')).toBe(other)
})

it.each([
  ['the graphics process crashed', { type: 'GPU', reason: 'crashed' }, true],
  ['it could not be started', { type: 'GPU', reason: 'launch-failed' }, true],
  ['it ended as it should', { type: 'GPU', reason: 'clean-exit' }, false],
  ['another process ended', { type: 'Utility', reason: 'crashed' }, false],
])('%s', (_name, details, said) => {
  const line = gpuLine(details)
  expect(line !== undefined).toBe(said)
  if (line) expect(line).toContain('--disable-gpu')
})
