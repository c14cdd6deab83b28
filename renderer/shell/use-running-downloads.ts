import { useTransfers } from '../client/streams/streams.ts'

const RUNNING: readonly string[] = ['active', 'waiting', 'verifying']

/** The number of downloads that are neither done, paused nor failed. */
export function useRunningDownloads(): number {
  return useTransfers().data?.filter((item) => item.direction === 'down' && RUNNING.includes(item.state)).length ?? 0
}
