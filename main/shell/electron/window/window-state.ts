/** A rectangle on the desktop, in device-independent pixels. */
export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** Bounds of the window when last closed. */
export interface WindowState extends Rectangle {
  maximized: boolean
}

/** Where to open the window; without x and y, the system decides. */
export interface Placement {
  x?: number
  y?: number
  width: number
  height: number
  maximized: boolean
}

const DEFAULT_SIZE = { width: 1240, height: 800 }
export const MIN_SIZE = { width: 720, height: 480 }
/** Minimum visible part of the title bar, so that the window can be dragged. */
const GRAB = { width: 120, height: 32 }

/** Parses the JSON of a WindowState; undefined for anything else. */
export function parseWindowState(text: string): WindowState | undefined {
  try {
    const value = JSON.parse(text) as Partial<Record<keyof WindowState, unknown>> | null
    const numbers = [value?.x, value?.y, value?.width, value?.height]
    if (!value || !numbers.every((n) => typeof n === 'number' && Number.isFinite(n))) return undefined
    const [x, y, width, height] = numbers.map((n) => Math.round(n as number)) as [number, number, number, number]
    if (width <= 0 || height <= 0) return undefined
    return { x, y, width, height, maximized: value.maximized === true }
  } catch {
    return undefined
  }
}

const overlap = (from1: number, size1: number, from2: number, size2: number): number =>
  Math.min(from1 + size1, from2 + size2) - Math.max(from1, from2)

/**
 * The saved position if its title bar is still reachable on one of the `screens` (work areas), otherwise one chosen by
 * the system; never larger than the screen.
 */
export function placeWindow(saved: WindowState | undefined, screens: readonly Rectangle[]): Placement {
  const first = screens[0]
  const fit = (
    size: { width: number; height: number },
    screen: Rectangle | undefined,
  ): { width: number; height: number } => ({
    width: Math.max(MIN_SIZE.width, Math.min(size.width, screen?.width ?? size.width)),
    height: Math.max(MIN_SIZE.height, Math.min(size.height, screen?.height ?? size.height)),
  })
  if (!saved) return { ...fit(DEFAULT_SIZE, first), maximized: false }
  const screen = screens.find(
    (area) =>
      overlap(saved.x, saved.width, area.x, area.width) >= GRAB.width &&
      saved.y >= area.y - GRAB.height / 2 &&
      overlap(saved.y, GRAB.height, area.y, area.height) >= GRAB.height / 2,
  )
  if (!screen) return { ...fit(saved, first), maximized: saved.maximized }
  return { x: saved.x, y: saved.y, ...fit(saved, screen), maximized: saved.maximized }
}
