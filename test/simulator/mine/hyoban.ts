import { FaultGuard } from '../../../main/base/process/fault-guard.ts'
import { runCli } from '../../../main/cli/program.ts'

/** Runs a command in this process; what it prints. */
export async function hyoban(...args: string[]): Promise<string> {
  const lines: string[] = []
  const io = {
    out: (text: string) => void lines.push(text),
    write: () => {},
    err: () => {},
    input: () => process.stdin,
    env: {},
    faults: new FaultGuard(),
    signal: new AbortController().signal,
  }
  await runCli(args, io, '1.0.0')
  return lines.join('\n')
}
