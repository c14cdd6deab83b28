import type { LibraryProgress } from '../../../main/contract/library.ts'
import { useStream, type StreamView } from '../../client/streams/use-stream.ts'

/** How far hashing and verifying are, how fast they go, how long they will take. */
export const useLibraryProgress = (): StreamView<LibraryProgress> =>
  useStream('library.progress', (client, signal) => client.library.progress(undefined, { signal }))
