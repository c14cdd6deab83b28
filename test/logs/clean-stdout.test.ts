import { expect, test } from 'vitest'
import { keepStdoutClean } from '../../main/network/patches/clean-stdout.ts'

test('notes of hypercore go to stderr once, other output is unchanged', () => {
  const out: unknown[][] = []
  const err: unknown[][] = []
  const to = {
    log: (...parts: unknown[]) => void out.push(parts),
    error: (...parts: unknown[]) => void err.push(parts),
  }
  keepStdoutClean(to)
  keepStdoutClean(to)
  to.log('[hypercore] conflict detected in 00ff (writable=false,quorum=1)')
  to.log('{"ready":true}', 2)
  to.log({ hypercore: true })
  expect(err).toEqual([['[hypercore] conflict detected in 00ff (writable=false,quorum=1)']])
  expect(out).toEqual([['{"ready":true}', 2], [{ hypercore: true }]])
})
