import type { DesktopNotice } from '../../node.ts'

/** The part of Electron's `Notification` that is needed here. */
export interface DesktopNotification {
  on(event: 'click' | 'close' | 'failed', listener: () => void): unknown
  show(): void
  close(): void
}

/** How a notification ended: the system may refuse to show it, as macOS does for unsigned apps. */
export interface NoticeOutcome {
  shown: boolean
  pressed: boolean
}

const CLOSED: NoticeOutcome = { shown: true, pressed: false }

/** Shows notifications; a new one replaces that with the same tag. */
export class DesktopNotices {
  readonly #make: (notice: DesktopNotice) => DesktopNotification
  readonly #shown = new Map<string, { system: DesktopNotification; gone: (outcome: NoticeOutcome) => void }>()

  /** `make` creates a notification without showing it; may throw where notifications are not supported. */
  constructor(make: (notice: DesktopNotice) => DesktopNotification) {
    this.#make = make
  }

  /** Resolves when the notification closes. Keeps it referenced, or its events would be lost. */
  show(notice: DesktopNotice): Promise<NoticeOutcome> {
    const before = this.#shown.get(notice.tag)
    before?.gone(CLOSED)
    before?.system.close()
    return new Promise((resolve) => {
      const system = this.#make(notice)
      const gone = (outcome: NoticeOutcome): void => {
        if (this.#shown.get(notice.tag)?.system === system) this.#shown.delete(notice.tag)
        resolve(outcome)
      }
      this.#shown.set(notice.tag, { system, gone })
      system.on('click', () => gone({ shown: true, pressed: true }))
      system.on('close', () => gone(CLOSED))
      system.on('failed', () => gone({ shown: false, pressed: false }))
      system.show()
    })
  }
}
