import { foldText } from '../../../../main/contract/text.ts'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import type { PeerBadge } from '../../../../main/contract/trust.ts'
import { byUrgency } from '../transfer-state.ts'

export const GROUPINGS = ['item', 'folder', 'peer'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** A group header: the transfers of one folder or peer, with totals. */
export interface GroupLine {
  kind: 'group'
  key: string
  name: string
  peer: PeerBadge | null
  items: Transfer[]
  open: boolean
  size: number
  moved: number
  rate: number
}

interface ItemLine {
  kind: 'item'
  key: string
  item: Transfer
  /** Belongs to a group. */
  inner: boolean
}

export type Line = GroupLine | ItemLine

export const keyOf = (line: Line): string => line.key

const sum = (items: readonly Transfer[], of: (item: Transfer) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

/** The group of a transfer; null if it has none. */
function groupOf(item: Transfer, grouping: Grouping): { key: string; name: string; peer: PeerBadge | null } | null {
  if (grouping === 'peer') return { key: `peer:${item.peer.publicKey}`, name: item.peer.name, peer: item.peer }
  return grouping === 'folder' && item.group
    ? { key: `group:${item.group.id}`, name: item.group.name, peer: null }
    : null
}

/** The lines of the list: by urgency, under group headers; groups in `closed` hide their transfers. */
export function linesOf(transfers: readonly Transfer[], grouping: Grouping, closed: ReadonlySet<string>): Line[] {
  const lines: Line[] = []
  const groups = new Map<string, GroupLine>()
  for (const item of transfers.toSorted(byUrgency)) {
    const group = groupOf(item, grouping)
    if (!group) {
      lines.push({ kind: 'item', key: item.id, item, inner: false })
      continue
    }
    let line = groups.get(group.key)
    if (!line) {
      line = { kind: 'group', ...group, items: [], open: !closed.has(group.key), size: 0, moved: 0, rate: 0 }
      groups.set(group.key, line)
      lines.push(line)
    }
    line.items.push(item)
  }
  return lines.flatMap((line): Line[] => {
    if (line.kind === 'item') return [line]
    const head = {
      ...line,
      size: sum(line.items, (item) => item.size),
      moved: sum(line.items, (item) => item.moved),
      rate: sum(line.items, (item) => (item.state === 'active' ? item.rate : 0)),
    }
    return line.open
      ? [head, ...line.items.map((item): ItemLine => ({ kind: 'item', key: item.id, item, inner: true }))]
      : [head]
  })
}

/** Transfers that contain every word of `text` in their name, folder or peer; all for an empty text. */
export function filtered(transfers: readonly Transfer[], text: string): readonly Transfer[] {
  const words = foldText(text)
    .split(' ')
    .filter((word) => word !== '')
  if (words.length === 0) return transfers
  return transfers.filter((item) => {
    const own = foldText([item.name, item.folder, item.group?.name ?? '', item.peer.name].join('\n'))
    return words.every((word) => own.includes(word))
  })
}

/** The transfers of a line. */
export function itemsOf(line: Line): Transfer[] {
  return line.kind === 'item' ? [line.item] : line.items
}
