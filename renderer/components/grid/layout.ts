import type { Sort } from './sort.ts'

/** What a person changed about the columns of a table; it is kept in the browser's storage. */
export interface Layout {
  /** Ids of hidden columns. */
  hidden: string[]
  /** Widths in pixels of resized columns, by id. */
  widths: Record<string, number>
}

export type Density = 'compact' | 'comfortable'

/** Height of a row in pixels. Every table uses these two, so that pages share one rhythm. */
export const ROW_HEIGHT: Record<Density, number> = { compact: 40, comfortable: 60 }

/** A column gets no narrower, and no wider, in pixels. */
const MIN_WIDTH = 48
const MAX_WIDTH = 1200

export const NO_CHANGES: Layout = { hidden: [], widths: {} }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}

/** A width in whole pixels within the limits. */
export const clampWidth = (width: number): number => Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)))

/** Reads a stored layout. Whatever is not understood is dropped, so that storage of another version does no harm. */
export function layoutFrom(text: string | undefined): Layout {
  const value = parsed(text)
  if (!isRecord(value)) return NO_CHANGES
  const hidden = Array.isArray(value['hidden']) ? value['hidden'].filter((id) => typeof id === 'string') : []
  const widths = isRecord(value['widths']) ? Object.entries(value['widths']) : []
  return {
    hidden,
    widths: Object.fromEntries(
      widths.flatMap(([id, width]) =>
        typeof width === 'number' && Number.isFinite(width) ? [[id, clampWidth(width)]] : [],
      ),
    ),
  }
}

/** Reads a stored sort of one of `columns`; `fallback` for anything else. */
export function sortFrom<S extends Sort | null>(
  text: string | undefined,
  columns: readonly string[],
  fallback: S,
): Sort | S {
  const value = parsed(text)
  if (!isRecord(value) || typeof value['down'] !== 'boolean') return fallback
  const column = columns.find((id) => id === value['column'])
  return column === undefined ? fallback : { column, down: value['down'] }
}

/** The grid track of a resized column: it gives way where there is no room. */
export const trackOf = (width: number): string => `minmax(${MIN_WIDTH}px, ${width}px)`
