import { useState } from 'react'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { useAction } from '../../../client/queries.ts'
import type { RowOrder, Side } from '../../../components/grid/row-order.ts'
import { useText } from '../../../hooks/use-text.ts'
import type { Line } from './lines.ts'

const waits = (line: Line): boolean => line.kind === 'item' && line.item.place !== null

/**
 * Reordering of waiting downloads by the user, with a text for screen readers after each move. A list that is `sorted`
 * by a column does not show the queue, so that nothing can be moved in it.
 */
export function useQueueOrder(shown: readonly Transfer[], sorted: boolean) {
  const { t } = useText()
  const [announcement, setAnnouncement] = useState('')
  const [moved, setMoved] = useState<string | null>(null)
  const move = useAction((client, order: { ids: string[]; where: Side; anchor: string }) =>
    client.transfers.move(order),
  )
  const order: RowOrder<Line> = {
    can: (line) => !sorted && waits(line),
    move: (line: Line, side: Side, anchor: Line) => {
      move.mutate({ ids: [line.key], where: side, anchor: anchor.key })
      setMoved(line.key)
      if (line.kind === 'item' && anchor.kind === 'item')
        setAnnouncement(t(`transfers:move.${side}`, { name: line.item.name, other: anchor.item.name }))
    },
    refused: (line: Line, anchor: Line | undefined) => {
      const why = sorted ? 'sorted' : line.kind === 'group' ? 'group' : !waits(line) ? 'row' : anchor ? 'anchor' : 'end'
      const text = t(`transfers:cannotMove.${why}`, { name: line.kind === 'item' ? line.item.name : line.name })
      // Screen readers would not repeat the same text.
      setAnnouncement((before) => (before === text ? `${text} ` : text))
    },
  }
  /** Changes when the moved row arrives at its new place, so that the grid lets it move under the pointer. */
  const place = `${moved} ${shown.find((item) => item.id === moved)?.place}`
  return { order, place, announcement }
}
