import type { FaultGuard } from '../base/process/fault-guard.ts'

/** A command's input and output; tests substitute their own. */
export interface CliIo {
  /** Writes a line to stdout: results only. */
  out(line: string): void
  /** Writes a line to stderr: progress and problems. */
  err(line: string): void
  env: Readonly<Record<string, string | undefined>>
  /** Guards what must survive errors that nobody caught. */
  faults: FaultGuard
  /** Aborts when the user interrupts the command (SIGINT, SIGTERM). */
  signal: AbortSignal
}
