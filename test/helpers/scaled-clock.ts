import type { Clock } from '../../main/base/clock.ts'

/** A clock that runs `speed` times as fast as the system clock. `jump` sets it, without moving timers. */
export function scaledClock(speed: number): Clock & { jump(ms: number): void } {
  const start = Date.now()
  let off = 0
  return {
    now: () => start + Math.round((performance.timeOrigin + performance.now() - start) * speed) + off,
    after(ms, fn) {
      const timer = setTimeout(fn, ms / speed)
      timer.unref()
      return () => clearTimeout(timer)
    },
    jump: (ms) => void (off += ms),
  }
}
