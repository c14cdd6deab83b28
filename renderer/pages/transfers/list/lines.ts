import { foldText } from '../../../../main/contract/text.ts'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import type { PeerBadge } from '../../../../main/contract/trust.ts'
import type { Sort } from '../../../components/grid/sort.ts'
import { byUrgency } from '../transfer-state.ts'
import { compareLines } from './line-order.ts'

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

/** Key of the group of finished uploads. */
export const GIVEN = 'group of finished uploads'

type GroupFacts = Pick<GroupLine, 'key' | 'name' | 'peer'>

/** The group of a transfer; null if it has none. */
function groupOf(item: Transfer, { grouping, given }: LinesOptions): GroupFacts | null {
  if (grouping === 'peer') return { key: `peer:${item.peer.publicKey}`, name: item.peer.name, peer: item.peer }
  if (given !== null && item.direction === 'up' && item.state === 'done') return { key: GIVEN, name: given, peer: null }
  return grouping === 'folder' && item.group
    ? { key: `group:${item.group.id}`, name: item.group.name, peer: null }
    : null
}

interface LinesOptions {
  grouping: Grouping
  /** Keys of groups that hide their transfers. */
  closed: ReadonlySet<string>
  /** Without it, transfers stand by urgency. */
  sort: Sort | null
  /** Name of the group of finished uploads, which comes last; null leaves them among the others, as by peer. */
  given: string | null
}

/** The lines of the list, under group headers. */
export function linesOf(transfers: readonly Transfer[], options: LinesOptions): Line[] {
  const { closed, sort } = options
  const lines: Line[] = []
  const groups = new Map<string, GroupLine>()
  for (const item of transfers.toSorted(byUrgency)) {
    const group = groupOf(item, options)
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
  const totalled = lines.map((line): Line =>
    line.kind === 'item'
      ? line
      : {
          ...line,
          size: sum(line.items, (item) => item.size),
          moved: sum(line.items, (item) => item.moved),
          rate: sum(line.items, (item) => (item.state === 'active' ? item.rate : 0)),
        },
  )
  const order = (some: readonly Line[]): readonly Line[] =>
    sort ? some.toSorted((a, b) => compareLines(a, b, sort)) : some
  const isGiven = (line: Line): boolean => line.key === GIVEN
  return order(totalled)
    .toSorted((a, b) => Number(isGiven(a)) - Number(isGiven(b)))
    .flatMap((line): readonly Line[] => {
      if (line.kind === 'item' || !line.open) return [line]
      return [line, ...order(line.items.map((item): ItemLine => ({ kind: 'item', key: item.id, item, inner: true })))]
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
