import type { ContentView } from '../../domain/content-view.ts'
import type { Emitter } from '../../base/emitter.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import type { Download } from '../download/download.ts'
import { streamingView } from './streaming-view.ts'
import type { TransferEvents } from '../transfers-options.ts'

/** A download as something to look at: whole or still coming; null if there is none. */
export function previewOf(find: () => Download | undefined, events: Emitter<TransferEvents>): ContentView | null {
  const first = find()
  if (!first || first.row.state === 'failed') return null
  const { name, size } = first.row
  // several readers (a player and its seeking) may wait for different places: the last one asked wins, as its wish is
  // the newest
  let wishes = 0
  return streamingView({
    name,
    size,
    path: () => find()?.place ?? '',
    has: (chunk) => find()?.row.state === 'done' || (find()?.pieces().has(chunk) ?? false),
    onNews: (listener) => events.on('change', listener),
    prioritise: (from, to) => {
      const wish = ++wishes
      const download = find()
      download?.setMode('sequential')
      download?.prioritise(from * CHUNK_BYTES, Math.min(size, to * CHUNK_BYTES))
      return () => {
        if (wish !== wishes) return
        find()?.setMode('rarest')
        find()?.prioritise(0, 0)
      }
    },
    settled: () => find()?.row.state === 'done',
    gone: () => {
      const state = find()?.row.state
      return state === undefined || state === 'failed'
    },
  })
}
