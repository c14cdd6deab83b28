// A whole node whose data directory lies on a small disk. It does what its parent says over IPC.
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../main/base/clock.ts'
import { asHyobanError, messageOf } from '../../main/base/errors.ts'
import { seededRandom } from '../../main/base/random.ts'
import { composeNode } from '../../main/composition/compose-node.ts'
import type { NodeStatus } from '../../main/contract/node.ts'
import type { Transfer } from '../../main/contract/transfers.ts'

/** What the node reports of itself. */
export interface SmallNodeReport {
  key: string
  lines: Transfer[]
  status: NodeStatus
  /** Errors that nobody caught. */
  faults: string[]
  /** Ratings in its own log. */
  ratings: number
}

const [disk = '', bootstrap = '', shared = '', downloadFolder = '', community = ''] = process.argv.slice(2)
const ballast = join(disk, 'ballast')
const say = (value: object): void => void process.send?.(value)

const faults: string[] = []
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    faults.push(messageOf(error))
    say({ faults })
  })

const node = await composeNode({
  dataDir: join(disk, 'data'),
  clock: systemClock,
  random: seededRandom(1),
  shell: 'none',
  bootstrap: [bootstrap],
  host: '127.0.0.1',
  log: () => {},
  setup: { name: 'small', community, share: [shared], downloadFolder },
})
const { handlers } = node
const { signal } = new AbortController()
const follow = async (name: string, stream: AsyncIterable<unknown>): Promise<void> => {
  for await (const value of stream) say({ [name]: value })
}
void follow('lines', handlers.transfers.list(undefined, { signal }))
void follow('status', handlers.node.status(undefined, { signal }))

/** Writes until nothing fits any more, not even a byte. */
function fill(): void {
  for (const bytes of [65_536, 4096, 1]) {
    try {
      for (;;) appendFileSync(ballast, Buffer.alloc(bytes, 1))
    } catch {
      // smaller ones may fit
    }
  }
}

const orders: Record<string, (value: never) => unknown> = {
  fill,
  free: () => rmSync(ballast),
  download: (wanted: Parameters<typeof handlers.transfers.download>[0]) =>
    handlers.transfers.download(wanted, { signal }),
  rate: (wanted: Parameters<typeof handlers.peers.rate>[0]) => handlers.peers.rate(wanted, { signal }),
  resume: (wanted: Parameters<typeof handlers.transfers.resume>[0]) => handlers.transfers.resume(wanted, { signal }),
  close: () => node.close(),
}
process.on('message', ({ id, order, value }: { id: number; order: string; value: never }) => {
  Promise.resolve()
    .then(() => orders[order]?.(value))
    .then(
      (result) => say({ id, result: result ?? null }),
      (error: unknown) => say({ id, error: asHyobanError(error).code }),
    )
})
say({ key: node.publicKey })
