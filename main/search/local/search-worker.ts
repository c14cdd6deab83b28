import { messageOf } from '../../base/errors.ts'
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../base/clock.ts'
import { openEntryReader } from '../../store/search/search-connection.ts'
import { Finder, type FindRequest } from './finder.ts'
import type { SearchJob, SearchReply } from './search-threads.ts'

/** Ends a search that nobody waits for any more. */
class Left extends Error {}

const { path, called } = workerData as { path: string; called: SharedArrayBuffer }
const cancelled = new Int32Array(called)
const { reader } = openEntryReader(path, () => systemClock.now())
const finder = new Finder(reader)
let peers: FindRequest['peers'] = []

parentPort?.on('message', ({ id, request }: SearchJob) => {
  peers = request.peers ?? peers
  const reply = (message: SearchReply, move: ArrayBuffer[] = []): void => parentPort?.postMessage(message, move)
  // whoever asked has asked something else meanwhile
  const isLeft = (): boolean => Atomics.load(cancelled, id % cancelled.length) === id
  if (isLeft()) return reply({ id, left: 'skipped' })
  try {
    const result = finder.find({ ...request, peers }, () => {
      if (isLeft()) throw new Left()
    })
    reply({ id, result }, [
      result.roots.buffer,
      result.entries.buffer,
      result.ranks.buffer,
      result.relevance.buffer,
    ] as ArrayBuffer[])
  } catch (error) {
    if (error instanceof Left) return reply({ id, left: 'midway' })
    reply({ id, error: messageOf(error) })
  }
})
