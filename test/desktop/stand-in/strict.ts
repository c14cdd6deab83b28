import type { EventEmitter } from 'node:events'

/** What Electron's main process does with an event that can be prevented: true if nobody prevented it. */
export function emitPreventable(emitter: EventEmitter, name: string, ...more: unknown[]): boolean {
  let prevented = false
  const event = {
    preventDefault: () => void (prevented = true),
    get defaultPrevented() {
      return prevented
    },
  }
  emitter.emit(name, event, ...more)
  return !prevented
}

/** Throws what Electron throws for a wrapper whose native object is gone. */
export function requireAlive(destroyed: boolean): void {
  if (destroyed) throw new TypeError('Object has been destroyed')
}

let ready = false

export function isReady(): boolean {
  return ready
}

export function markReady(): void {
  ready = true
}

/** Throws if called before the app is ready, as Electron does for windows, trays, screens, sessions and dialogs. */
export function requireReady(what: string): void {
  if (!ready) throw new Error(`${what} cannot be used before the app is ready`)
}

/** Throws if called after the app is ready. */
export function requireNotReady(what: string): void {
  if (ready) throw new Error(`${what} should be called before the app is ready`)
}
