/* Nodes as in the app: overlay, verification, file on disk, receipt. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../../main/base/clock.ts'
import { seededRandom } from '../../../main/base/random.ts'
import type { Trust } from '../../../main/contract/trust.ts'
import { openIdentity } from '../../../main/identity/identity.ts'
import { sign, verify } from '../../../main/identity/signature.ts'
import { Overlay } from '../../../main/network/overlay.ts'
import { transferProtocol } from '../../../main/protocol/transfer.ts'
import { ReceiptBook } from '../../../main/ratings/receipts/receipt-book.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { TransfersStore } from '../../../main/store/transfers/transfers-store.ts'
import type { TransferMessages } from '../../../main/protocol/transfer.ts'
import { DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import { Transfers } from '../../../main/transfers/transfers.ts'
import { cpuSeconds, nextRound, say, type Task } from './task.ts'

const UNKNOWN: Trust = {
  u: null,
  total: null,
  recent: null,
  low: null,
  high: null,
  count: 0,
  raters: 0,
  decision: 'new',
  standing: 'new',
  by: 'rule',
  override: null,
}
const MEMORY_INTERVAL_MS = 50

async function startNode(task: Task): Promise<{ transfers: Transfers; overlay: Overlay }> {
  const identity = await openIdentity(task.dir)
  const overlay = new Overlay({
    keyPair: identity,
    dht: { bootstrap: task.bootstrap, host: '127.0.0.1' },
    clock: systemClock,
    log: () => {},
  })
  const signer = {
    publicKey: identity.publicKeyHex,
    sign: (domain: string, message: Uint8Array) => sign(domain, message, identity.secretKey),
    verify,
  }
  const database = openDatabase(join(task.dir, 'hyoban.sqlite'), { log: say })
  const transfers = new Transfers({
    store: { transfers: new TransfersStore(database) },
    network: {
      hub: overlay.protocol<TransferMessages>(transferProtocol),
      connections: overlay,
    },
    contents: {
      sources: { source: () => ({ path: task.path, size: task.size, layer: Buffer.from(task.layer, 'base64') }) },
      folders: { folderFor: () => task.dir },
    },
    trust: {
      receipts: new ReceiptBook({ signer, log: { length: 0 }, clock: systemClock }),
      ratings: { onTransferEnded: () => Promise.resolve(1) },
      behaviour: { serves: () => true },
      badge: (publicKey) => ({ publicKey, fingerprint: '', name: '', trust: UNKNOWN }),
    },
    settings: {
      values: { ...DEFAULT_RULES, transferLimits: { ...DEFAULT_RULES.transferLimits, up: task.up ?? 0 } },
    },
    clock: systemClock,
    random: seededRandom(Date.now()),
    log: say,
  })
  await overlay.start()
  overlay.join('bench')
  transfers.start()
  return { transfers, overlay }
}

/** Serves the file; reports its key once online. */
export async function serve(task: Task): Promise<void> {
  const { overlay } = await startNode(task)
  overlay.on('status', ({ state }) => state === 'online' && say({ key: overlay.publicKeyHex }))
}

/** Downloads and deletes the file in each round; reports time, processor time and peak memory. */
export async function fetch(task: Task): Promise<void> {
  const { transfers } = await startNode(task)
  const peers = task.peers ?? [task.peer]
  while (!peers.every((peer) => transfers.connected(peer))) await transfers.events.once('change')
  let peak = 0
  setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), MEMORY_INTERVAL_MS)
  for (;;) {
    await nextRound()
    const [start, cpu] = [performance.now(), cpuSeconds()]
    const done = transfers.events.once('downloadDone')
    const id = transfers.download({ root: task.root, name: 'file', size: task.size, peer: peers[0], peers })
    const stopHalf = transfers.events.on('change', () => {
      if (peers.length === 1) return
      const { moved } = transfers.list().find((line) => line.id === id) ?? { moved: 0 }
      if (moved < task.size / 2) return
      stopHalf()
      say({ half: (performance.now() - start) / 1000, moved })
    })
    const { path } = await done
    stopHalf()
    const answer = { seconds: (performance.now() - start) / 1000, cpu: cpuSeconds() - cpu, rss: peak }
    // Before answering, so that it does not overlap with the next measurement.
    rmSync(path)
    say(answer)
  }
}
