/** What a command writes to and reads from; tests give their own. */
export interface CliIo {
  /** One line on stdout: results only. */
  out(line: string): void
  /** One line on stderr: progress and problems. */
  err(line: string): void
  env: Readonly<Record<string, string | undefined>>
  /** Aborts when the user ends the command (SIGINT, SIGTERM). */
  signal: AbortSignal
}
