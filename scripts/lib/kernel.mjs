import { readFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'
import { inRoot } from './paths.mjs'

const FOLDER = ['main', 'simulator', 'model', 'kernel']

/** The file that `compileKernel` is for. */
export const KERNEL_CODE = inRoot(...FOLDER, 'kernel-code.ts')

/** Compiles the simulator's kernel: the text of kernel-code.ts. Throws Error with a report. */
export async function compileKernel() {
  const source = readFileSync(inRoot(...FOLDER, 'kernel.as'), 'utf8')
  let binary
  const flags = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--importMemory']
  const { error, stderr } = await asc.main(['kernel.ts', ...flags, '--outFile', 'kernel.wasm'], {
    // the extension keeps the compiler of TypeScript away from the source
    readFile: (name) => (name === 'kernel.ts' ? source : null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') binary = contents
    },
    listFiles: () => [],
  })
  if (error || !binary) throw new Error(`The kernel does not compile.\n${stderr}`)
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,112}/g)
  return [
    '/** WebAssembly, in base64: kernel.as, compiled by `npm run build:kernel`. Not to be edited. */',
    'export const KERNEL_CODE = `',
    ...lines,
    '`',
    '',
  ].join('\n')
}
