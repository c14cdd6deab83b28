import type { ContentView } from '../../domain/content-view.ts'
import type { Emitter } from '../../base/emitter.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import type { Download } from '../download/download.ts'
import { streamingView } from './streaming-view.ts'
import type { TransferEvents } from '../transfers-options.ts'

/** The content of a download, finished or in progress; null if there is none. */
export function previewOf(find: () => Download | undefined, events: Emitter<TransferEvents>): ContentView | null {
  const first = find()
  if (!first || first.row.state === 'failed') return null
  const { name, size } = first.row
  // Several readers (a seeking player) may wait for different ranges: the last one wins.
  let requests = 0
  return streamingView({
    name,
    size,
    path: () => find()?.place ?? '',
    has: (chunk) => find()?.row.state === 'done' || (find()?.pieces().has(chunk) ?? false),
    onChange: (listener) => events.on('change', listener),
    prioritise: (from, to) => {
      const request = ++requests
      const download = find()
      download?.setMode('sequential')
      download?.prioritise(from * CHUNK_BYTES, Math.min(size, to * CHUNK_BYTES))
      return () => {
        if (request !== requests) return
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
