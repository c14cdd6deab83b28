/** Core to main process: about one of the processes that read shared files. */
export type ToReaders =
  | { type: 'reader'; id: number; event: 'start' }
  | { type: 'reader'; id: number; event: 'post'; message: unknown }
  | { type: 'reader'; id: number; event: 'kill' }

/** Main process to core. */
export type FromReaders =
  | { type: 'reader'; id: number; event: 'started'; pid: number | undefined }
  | { type: 'reader'; id: number; event: 'message'; message: unknown }
  | { type: 'reader'; id: number; event: 'exit'; code: number }
