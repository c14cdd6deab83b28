import type { Transfer, TransferChanges } from '../../../contract/transfers.ts'

/** Finished downloads that the tray offers. */
const MAX_RECENT = 5
/** Downloads that "pause all" pauses. */
const RUNNING = new Set<Transfer['state']>(['waiting', 'active', 'verifying'])

/** What the tray and the taskbar show of the downloads. */
export interface DownloadDigest {
  /** Verified part of the bytes of all running downloads, in [0, 1]; null if none runs. */
  progress: number | null
  running: number
  paused: number
  /** The newest finished downloads, newest first. */
  recent: { id: string; name: string }[]
}

/** The downloads of a node, kept current from the changes of its transfers. */
export class DownloadWatch {
  #all = new Map<string, Transfer>()

  apply({ reset, changed, removed }: TransferChanges): void {
    if (reset) this.#all.clear()
    for (const transfer of changed) if (transfer.direction === 'down') this.#all.set(transfer.id, transfer)
    for (const id of removed) this.#all.delete(id)
  }

  /** Ids of the downloads that run, or that are paused. */
  ids(which: 'running' | 'paused'): string[] {
    return [...this.#all.values()]
      .filter(({ state }) => (which === 'running' ? RUNNING.has(state) : state === 'paused'))
      .map(({ id }) => id)
  }

  get digest(): DownloadDigest {
    let [size, moved, running, paused] = [0, 0, 0, 0]
    for (const transfer of this.#all.values()) {
      if (transfer.state === 'paused') paused++
      if (!RUNNING.has(transfer.state)) continue
      running++
      size += transfer.size
      moved += transfer.moved
    }
    const recent = [...this.#all.values()]
      .filter(({ state }) => state === 'done')
      .sort((a, b) => (b.ended ?? 0) - (a.ended ?? 0))
      .slice(0, MAX_RECENT)
      .map(({ id, name }) => ({ id, name }))
    return { progress: running === 0 ? null : size === 0 ? 0 : moved / size, running, paused, recent }
  }
}
