const VERSION = /^\d+\.\d+\.\d+[\w.+-]{0,40}$/

/** The version of a second start, told with its request for the lock, if it is another one than `own`. */
export function versionClash(data: unknown, own: string): string | undefined {
  const { version } = (data ?? {}) as { version?: unknown }
  return typeof version === 'string' && VERSION.test(version) && version !== own ? version : undefined
}

/** What to do if Chromium's graphics process died; undefined for other processes and ordinary ends. */
export function gpuLine({ type, reason }: { type: string; reason: string }): string | undefined {
  if (type !== 'GPU' || reason === 'clean-exit' || reason === 'killed') return undefined
  return (
    `The process that draws with the graphics card ended (${reason}); Chromium goes on without it. ` +
    'If the window stays empty, start Hyoban with --disable-gpu.'
  )
}
