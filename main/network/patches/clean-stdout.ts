// Patch of hypercore 11.37.1: wraps console.log, with which it reports conflicts.
//
// What: lines that begin with "[hypercore] " go to stderr; other output is unchanged.
// Why: programs read stdout as JSON, and hypercore has no option that silences these lines.
// Gain: a peer that rewrites its log cannot break the output of the command line.
// Can go: when hypercore has such an option.

const PREFIX = '[hypercore] '
const wrapped = new WeakSet<Console['log']>()

/** Calling it again changes nothing. */
export function keepStdoutClean(to: Pick<Console, 'log' | 'error'> = console): void {
  if (wrapped.has(to.log)) return
  const log = to.log.bind(to)
  to.log = (...parts: unknown[]) => {
    if (typeof parts[0] === 'string' && parts[0].startsWith(PREFIX)) to.error(...parts)
    else log(...parts)
  }
  wrapped.add(to.log)
}
