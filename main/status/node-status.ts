import type { Subscribable } from '../base/emitter.ts'
import type { NodeStatus } from '../contract/node.ts'

type Tasks = NodeStatus['tasks']

/** What the status line is made of: each part comes from the room that knows it. */
export interface NodeStatusOptions {
  overlay: Subscribable<{ status: unknown; peer: unknown; peerLeft: unknown }> & {
    readonly status: Pick<NodeStatus, 'state' | 'reason'>
    readonly peers: { readonly size: number }
  }
  transfers: {
    readonly events: Subscribable<{ change: unknown }>
    rates(): Pick<NodeStatus, 'downloadRate' | 'uploadRate'>
  }
  library: {
    readonly events: Subscribable<{ change: unknown }>
    shares(): Pick<NodeStatus, 'sharedFiles' | 'sharedBytes'>
    tasks(): Tasks
  }
  metadata: { readonly events: Subscribable<{ change: unknown }>; tasks(): Tasks }
  /** Catalogues being indexed, in versions of their logs. */
  indexer: { progress(): { peer: string; done: number; total: number }[] }
  notices: { readonly events: Subscribable<{ change: unknown }>; all(): NodeStatus['notices'] }
  names: { named(peer: string): { name: string } }
}

/** The node's status as the status line shows it. */
export class NodeStatusView {
  readonly #o: NodeStatusOptions

  constructor(options: NodeStatusOptions) {
    this.#o = options
  }

  read(): NodeStatus {
    const { overlay, transfers, library, notices } = this.#o
    return {
      ...overlay.status,
      peers: overlay.peers.size,
      ...transfers.rates(),
      ...library.shares(),
      tasks: this.#tasks(),
      notices: notices.all(),
    }
  }

  /** Calls back when any part may have changed; returns a function that stops it. */
  onChange(changed: () => void): () => void {
    const { overlay, transfers, library, metadata, notices } = this.#o
    const offs = [
      overlay.on('status', changed),
      overlay.on('peer', changed),
      overlay.on('peerLeft', changed),
      transfers.events.on('change', changed),
      library.events.on('change', changed),
      metadata.events.on('change', changed),
      notices.events.on('change', changed),
    ]
    return () => offs.forEach((off) => off())
  }

  #tasks(): Tasks {
    const { library, metadata, indexer, names } = this.#o
    const indexing = indexer.progress().map(({ peer, done, total }) => ({
      id: `indexing-${peer}`,
      kind: 'indexing' as const,
      label: names.named(peer).name,
      done,
      total,
    }))
    return [...library.tasks(), ...metadata.tasks(), ...indexing]
  }
}
