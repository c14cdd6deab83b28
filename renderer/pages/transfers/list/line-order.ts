import type { Sort } from '../../../components/grid/sort.ts'
import { shareMoved } from '../transfer-state.ts'
import type { Line } from './lines.ts'

/** Columns by which the list can be sorted. Without one, transfers stand by urgency and their place in the queue. */
export const TRANSFER_SORTS = ['name', 'progress', 'rate', 'peer', 'rated'] as const

const nameOf = (line: Line): string => (line.kind === 'group' ? line.name : line.item.name)

/** What a line is sorted by; null comes last in both directions. A group has the totals that its row shows. */
function valueOf(line: Line, column: string): string | number | null {
  switch (column) {
    case 'name':
      return nameOf(line)
    case 'progress':
      if (line.kind === 'item') return shareMoved(line.item)
      return line.size === 0 ? 1 : line.moved / line.size
    case 'rate':
      if (line.kind === 'group') return line.rate || null
      return line.item.state === 'active' ? line.item.rate : null
    case 'peer':
      return line.kind === 'group' ? (line.peer?.name ?? null) : line.item.peer.name || line.item.peer.fingerprint
    case 'rated':
      return line.kind === 'group' ? null : line.item.rated
    default:
      return null
  }
}

/** The order of two lines by one column; ties are broken by key, so that equal rows do not swap. */
export function compareLines(a: Line, b: Line, sort: Sort): number {
  const [one, other] = [valueOf(a, sort.column), valueOf(b, sort.column)]
  const order = (() => {
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    const rising =
      typeof one === 'string' && typeof other === 'string'
        ? one.localeCompare(other, undefined, { numeric: true })
        : Number(one) - Number(other)
    return sort.down ? -rising : rising
  })()
  return order || (a.key < b.key ? -1 : 1)
}
