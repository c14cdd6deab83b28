import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { HEAP_FLAGS } from '../../main/base/heap-flags.ts'

/** Makes 200 times 20,000 objects, of which the last ones live, and posts the largest heap in MiB. */
const THREAD = `
  import { getHeapStatistics } from 'node:v8'
  import { parentPort } from 'node:worker_threads'
  let largest = 0
  for (let round = 0; round < 200; round++) {
    globalThis.kept = Array.from({ length: 20_000 }, (_, i) => ({ i, text: 'x' + i }))
    largest = Math.max(largest, getHeapStatistics().total_heap_size)
  }
  parentPort.postMessage(largest / 2 ** 20)`

const PARENT = `
  import { workerThread } from ${JSON.stringify(join(import.meta.dirname, '../../main/base/worker-handle.ts'))}
  const thread = workerThread(new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(THREAD)})))
  thread.hold(true)
  thread.onMessage((largest) => console.log(largest))`

it('a thread of a node collects its heap early: the large one is for the node itself', async () => {
  const args = [...HEAP_FLAGS, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', PARENT]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(Number(stdout)).toBeGreaterThan(10)
  // 75 MiB with the heap of the node's own thread
  expect(Number(stdout)).toBeLessThan(56)
})
