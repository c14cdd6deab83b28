import type { LibraryProgress } from '../../../main/contract/library.ts'
import { useStream, type StreamView } from '../../client/streams/use-stream.ts'

/** Progress, speed and remaining time of hashing and verification. */
export const useLibraryProgress = (): StreamView<LibraryProgress> =>
  useStream('library.progress', (client, signal) => client.library.progress(undefined, { signal }))
