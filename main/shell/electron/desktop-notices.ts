import type { DesktopNotice } from '../../node.ts'

/** A notification of the system, as little of it as is needed here; Electron's `Notification` is one. */
export interface DesktopNotification {
  on(event: 'click' | 'close' | 'failed', listener: () => void): unknown
  show(): void
  close(): void
}

/** Shows notifications, one a tag: the newest takes the place of the one before. */
export class DesktopNotices {
  readonly #make: (notice: DesktopNotice) => DesktopNotification
  readonly #shown = new Map<string, { system: DesktopNotification; gone: (pressed: boolean) => void }>()

  /** `make` builds a notification that is not shown yet; it may throw where the system has none. */
  constructor(make: (notice: DesktopNotice) => DesktopNotification) {
    this.#make = make
  }

  /**
   * Resolves when the notification is gone: true if it was pressed. Kept here until then, so that its events are not
   * lost with it.
   */
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
