import type { FaultGuard } from '../base/process/fault-guard.ts'
import type { Severity } from '../shell/service/journal.ts'

/** A command's input and output; tests substitute their own. */
export interface CliIo {
  /** Writes a line to stdout: results only. */
  out(line: string): void
  /** Writes bytes to stdout. */
  write(bytes: Uint8Array): void
  /** Writes a line to stderr: progress and notes, which --quiet suppresses; errors are thrown. */
  err(line: string, severity?: Severity): void
  /** Whether stdout is the journal of the system, where other users may read. */
  journal?: boolean
  /** Reads stdin to its end, or throws once `signal` aborts. */
  input(): AsyncIterable<Uint8Array>
  env: Readonly<Record<string, string | undefined>>
  /** Guards what must survive errors that nobody caught. */
  faults: FaultGuard
  /** Aborts when the user interrupts the command (SIGINT, SIGTERM), with a HyobanError as its reason. */
  signal: AbortSignal
}
