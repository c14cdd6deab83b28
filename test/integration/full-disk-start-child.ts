// Starts a node again and again on a small disk with less and less space, and once more when there is space.
import { appendFileSync, rmSync, truncateSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../main/base/clock.ts'
import { asHyobanError } from '../../main/base/errors.ts'
import { seededRandom } from '../../main/base/random.ts'
import { composeNode } from '../../main/composition/compose-node.ts'

/** What became of a start: the node's key and number of shared folders, or its problem. */
export interface StartReport {
  key?: string
  folders?: number
  code?: string
  message?: string
  hint?: string
}

const [disk = '', shared = ''] = process.argv.slice(2)
const ballast = join(disk, 'ballast')

async function start(): Promise<StartReport> {
  try {
    const node = await composeNode({
      dataDir: join(disk, 'data'),
      clock: systemClock,
      random: seededRandom(1),
      shell: 'none',
      bootstrap: ['127.0.0.1:1'],
      host: '127.0.0.1',
      log: () => {},
      setup: { name: 'small', share: [shared] },
    })
    let folders = 0
    for await (const list of node.handlers.library.folders(undefined, { signal: new AbortController().signal })) {
      folders = list.length
      break
    }
    await node.close()
    return { key: node.publicKey, folders }
  } catch (error) {
    const { code, message, hint } = asHyobanError(error)
    return { code, message, hint }
  }
}

/** Fills the disk, and frees `bytes` of it again. */
function leave(bytes: number): void {
  try {
    for (;;) appendFileSync(ballast, Buffer.alloc(65_536, 1))
  } catch {
    truncateSync(ballast, statSync(ballast).size - bytes)
  }
}

process.on('message', ({ id, value }: { id: number; order: string; value: number | null }) => {
  void (async () => {
    rmSync(ballast, { force: true })
    if (value !== null) leave(value)
    process.send?.({ id, result: await start() })
  })()
})
process.send?.({ ready: true })
