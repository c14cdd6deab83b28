// Writes build/hyoban.1 from the commands and options of the command line: node scripts/run.mjs scripts/manual.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manualPage } from '../main/cli/completion/manual.ts'
import { outlineOf } from '../main/cli/completion/outline.ts'
import { wholeProgram } from '../main/cli/program.ts'
import { FaultGuard } from '../main/base/process/fault-guard.ts'
import packageJson from '../package.json' with { type: 'json' }

const silent = {
  out() {},
  write() {},
  err() {},
  input: () => (async function* () {})(),
  env: {},
  faults: new FaultGuard(),
  signal: new AbortController().signal,
}
const page = manualPage(packageJson.version, outlineOf(await wholeProgram(silent, packageJson.version)))
writeFileSync(join(import.meta.dirname, '../build/hyoban.1'), page)
