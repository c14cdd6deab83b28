/** Draws the next frame; a browser's window. */
export interface Frames {
  requestAnimationFrame(draw: (now: number) => void): number
  cancelAnimationFrame(id: number): void
}

/** A frame moves on by at most this many ms, so that nothing jumps after a stall. */
const MAX_FRAME_MS = 100

/** Plays through `length` steps; the position lies between 0 and length, within a step while that one happens. */
export class Player {
  /** Steps a second. */
  speed: number
  #length: number
  #position = 0
  #playing = false
  #frame = 0
  #last = 0
  #changes = 0
  readonly #frames: Frames
  readonly #listeners = new Set<() => void>()

  constructor(frames: Frames, { length, speed }: { length: number; speed: number }) {
    this.#frames = frames
    this.#length = length
    this.speed = speed
  }

  get length(): number {
    return this.#length
  }
  get position(): number {
    return this.#position
  }
  get playing(): boolean {
    return this.#playing
  }
  /** Steps that are over. */
  get done(): number {
    return Math.floor(this.#position)
  }

  /** Grows with each change other than a movement within a step. */
  get changes(): number {
    return this.#changes
  }

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => {
      this.#listeners.delete(changed)
    }
  }

  /** Starts from the beginning of something else. */
  load(length: number): void {
    this.#length = length
    this.#position = 0
    this.#changed()
  }

  /** Plays, from the start if it is over. */
  play(): void {
    if (this.#playing || this.#length === 0) return
    if (this.#position >= this.#length) this.#position = 0
    this.#playing = true
    this.#last = 0
    this.#frame = this.#frames.requestAnimationFrame(this.#tick)
    this.#changed()
  }

  pause(): void {
    if (!this.#playing) return
    this.#playing = false
    this.#frames.cancelAnimationFrame(this.#frame)
    this.#changed()
  }

  toggle(): void {
    if (this.#playing) this.pause()
    else this.play()
  }

  /** To the end of the step that follows, or back to the beginning of the one before; pauses. */
  step(by: 1 | -1): void {
    this.pause()
    this.seek(by > 0 ? this.done + 1 : Math.ceil(this.#position) - 1)
  }

  seek(position: number): void {
    this.#position = Math.max(0, Math.min(this.#length, position))
    this.#changed()
  }

  /** Something else than the position has changed. */
  redraw(): void {
    this.#tell()
  }

  setSpeed(speed: number): void {
    this.speed = speed
    this.#changed()
  }

  #tick = (now: number): void => {
    const before = this.done
    const passed = this.#last === 0 ? 0 : Math.min(MAX_FRAME_MS, now - this.#last)
    this.#last = now
    this.#position = Math.min(this.#length, this.#position + (passed * this.speed) / 1000)
    if (this.#position >= this.#length) {
      this.#playing = false
      this.#changed()
      return
    }
    this.#frame = this.#frames.requestAnimationFrame(this.#tick)
    if (this.done !== before) this.#changes++
    this.#tell()
  }

  #changed(): void {
    this.#changes++
    this.#tell()
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
