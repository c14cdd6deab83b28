const NOTE = '[hypercore] '
const routed = new WeakSet<Console['log']>()

/**
 * Hypercore reports conflicts with console.log and has no option to turn that off; since programs read our stdout as
 * JSON, its lines go to stderr. Other output is unchanged. Calling it again changes nothing. Wraps console.log only;
 * can go when hypercore has an option.
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
