import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { reportExternalBytes } from '../../main/base/gc-pressure.ts'

test('a minor collection runs for each 16 MiB of reported bytes', async () => {
  const seen = new Promise<PerformanceEntry>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const forced = list.getEntries().find((entry) => {
        const { kind, flags } = (entry as PerformanceEntry & { detail: { kind: number; flags: number } }).detail
        return (
          kind === constants.NODE_PERFORMANCE_GC_MINOR && (flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0
        )
      })
      if (!forced) return
      observer.disconnect()
      resolve(forced)
    })
    observer.observe({ entryTypes: ['gc'] })
  })
  for (let sent = 0; sent < 16 * 2 ** 20; sent += 256 * 1024) reportExternalBytes(256 * 1024)
  expect((await seen).duration).toBeGreaterThan(0)
})
