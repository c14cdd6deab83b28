import { HyobanError } from '../../base/errors.ts'
import { isCommanderError, report } from '../../shell/report.ts'
import { runCli } from '../program.ts'
import type { CliIo } from '../io.ts'
import { errorFields } from './error-fields.ts'
import { Interruption, interruptionOf } from './interrupts.ts'

/**
 * Runs a command line (without node and script), and reports its error: one line on stderr and, with `--json`, one
 * document on stdout unless the command has already printed its own. Returns the exit code.
 */
export async function run(args: readonly string[], io: CliIo, version: string): Promise<number> {
  let printed = false
  const out = (line: string): void => {
    printed = true
    io.out(line)
  }
  const write = (bytes: Uint8Array): void => {
    printed = true
    io.write(bytes)
  }
  try {
    await runCli(args, { ...io, out, write }, version)
    return 0
  } catch (error) {
    if (isCommanderError(error) && error.exitCode === 0) return 0
    const interruption = interruptionOf(io.signal)
    // a command may say better than the signal what was interrupted
    const shown = interruption && (interruption.message === '' || !isCancelled(error)) ? interruption : error
    const { line, code } = report(shown)
    if (line && !isSilent(shown)) io.err(line, 'error')
    if ((io.env.HYOBAN_DEBUG || has(args, '--verbose')) && error instanceof Error && !isCommanderError(error))
      io.err(error.stack ?? '')
    if (!printed && has(args, '--json')) io.out(JSON.stringify({ error: errorFields(shown) }))
    return interruption?.exitCode ?? code
  }
}

/** Whether an option was given, in front of "--". */
function has(args: readonly string[], option: string): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).includes(option)
}

const isSilent = (error: unknown): boolean => error instanceof Interruption && error.message === ''

const isCancelled = (error: unknown): boolean => error instanceof HyobanError && error.code === 'CANCELLED'
