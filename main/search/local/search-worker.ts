import { workerData } from 'node:worker_threads'
import { systemClock } from '../../base/clock.ts'
import { yieldToOthers } from '../../base/process/thread-priority.ts'
import { serveJobs } from '../../base/worker-messages.ts'
import { openEntryReader } from '../../store/search/search-connection.ts'
import { Finder, type FindRequest } from './finder.ts'
import type { SearchJob, SearchReply } from './search-threads.ts'

/** Ends a cancelled search midway. */
class Cancelled extends Error {}

const shared = workerData as { path: string; cancelled: SharedArrayBuffer; yields: boolean }
if (shared.yields) yieldToOthers()
const cancelled = new Int32Array(shared.cancelled)
const { reader } = openEntryReader(shared.path, () => systemClock.now())
const finder = new Finder(reader)
let peers: FindRequest['peers'] = []

serveJobs<SearchJob, SearchReply>(({ ticket, request }) => {
  peers = request.peers ?? peers
  const isCancelled = (): boolean => Atomics.load(cancelled, ticket % cancelled.length) === ticket
  if (isCancelled()) return { reply: { left: 'skipped' } }
  try {
    const result = finder.find({ ...request, peers }, () => {
      if (isCancelled()) throw new Cancelled()
    })
    const { roots, entries, ranks, relevance } = result
    return {
      reply: { result },
      transfer: [roots.buffer, entries.buffer, ranks.buffer, relevance.buffer] as ArrayBuffer[],
    }
  } catch (error) {
    if (error instanceof Cancelled) return { reply: { left: 'midway' } }
    throw error
  }
})
