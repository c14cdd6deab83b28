import { app } from 'electron'

/** How many events the user has not seen, on the icon in the dock or launcher (macOS, some Linux desktops). */
export class UnseenBadge {
  readonly #inFront: () => boolean
  #count = 0

  /** `inFront` tells whether the user has the window before them. */
  constructor(inFront: () => boolean) {
    this.#inFront = inFront
  }

  /** Counts events that happened while the window was not in front. */
  add(events: number): void {
    if (!this.#inFront()) this.#set(this.#count + events)
  }

  /** The window was looked at. */
  clear(): void {
    if (this.#count > 0) this.#set(0)
  }

  #set(count: number): void {
    this.#count = count
    app.setBadgeCount(count)
  }
}
