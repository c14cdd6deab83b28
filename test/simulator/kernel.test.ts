import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compileKernel, KERNEL_CODE } from '../../scripts/lib/kernel.mjs'

it('the compiled kernel is what its source compiles to, byte for byte', async () => {
  expect(readFileSync(KERNEL_CODE, 'utf8')).toBe(await compileKernel())
})
