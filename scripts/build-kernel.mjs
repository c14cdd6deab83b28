// Compiles main/simulator/model/kernel/kernel.as, the simulator's hot loop, into kernel-code.ts beside it.
import { writeFileSync } from 'node:fs'
import { compileKernel, KERNEL_CODE } from './lib/kernel.mjs'

writeFileSync(KERNEL_CODE, await compileKernel())
