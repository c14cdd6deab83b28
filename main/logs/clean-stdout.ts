const NOTE = '[hypercore] '
const routed = new WeakSet<Console['log']>()

/**
 * Hypercore notes a conflict with console.log and offers no way to turn that off; programs read our stdout as JSON, so
 * its notes go to
 * stderr. What others print is left as it is. Calling it again changes nothing.
 */
export function keepStdoutClean(to: Pick<Console, 'log' | 'error'> = console): void {
  if (routed.has(to.log)) return
  const log = to.log.bind(to)
  to.log = (...parts: unknown[]) => {
    if (typeof parts[0] === 'string' && parts[0].startsWith(NOTE)) to.error(...parts)
    else log(...parts)
  }
  routed.add(to.log)
}
