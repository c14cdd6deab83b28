import type { DesktopNotice } from '../../node.ts'

/** The part of Electron's `Notification` that is needed here. */
export interface DesktopNotification {
  on(event: 'click' | 'close' | 'failed', listener: () => void): unknown
  show(): void
  close(): void
}

/** Shows notifications; a new one replaces that with the same tag. */
export class DesktopNotices {
  readonly #make: (notice: DesktopNotice) => DesktopNotification
  readonly #shown = new Map<string, { system: DesktopNotification; gone: (pressed: boolean) => void }>()

  /** `make` creates a notification without showing it; may throw where notifications are not supported. */
  constructor(make: (notice: DesktopNotice) => DesktopNotification) {
    this.#make = make
  }

  /** Resolves when the notification closes, true if clicked. Keeps it referenced, or its events would be lost. */
  show(notice: DesktopNotice): Promise<boolean> {
    const before = this.#shown.get(notice.tag)
    before?.gone(false)
    before?.system.close()
    return new Promise((resolve) => {
      const system = this.#make(notice)
      const gone = (pressed: boolean): void => {
        if (this.#shown.get(notice.tag)?.system === system) this.#shown.delete(notice.tag)
        resolve(pressed)
      }
      this.#shown.set(notice.tag, { system, gone })
      system.on('click', () => gone(true))
      system.on('close', () => gone(false))
      system.on('failed', () => gone(false))
      system.show()
    })
  }
}
