import type { Subscribable } from '../base/emitter.ts'
import type { NodeStatus } from '../contract/node.ts'

type Tasks = NodeStatus['tasks']

/** Sources of the status line; each part comes from the room that owns it. */
export interface NodeStatusSources {
  overlay: Subscribable<{ status: unknown; peer: unknown; peerLeft: unknown }> & {
    readonly status: Pick<NodeStatus, 'state' | 'reason'>
    readonly peers: { readonly size: number }
  }
  transfers: {
    readonly events: Subscribable<{ change: unknown }>
    rates(): Pick<NodeStatus, 'downloadRate' | 'uploadRate'>
  }
  files: {
    library: {
      readonly events: Subscribable<{ change: unknown }>
      shares(): Pick<NodeStatus, 'sharedFiles' | 'sharedBytes'>
      tasks(): Tasks
    }
    metadata: { readonly events: Subscribable<{ change: unknown }>; tasks(): Tasks }
    /** Progress of indexing catalogues, in log versions. */
    indexer: { progress(): { peer: string; done: number; total: number }[] }
  }
  settings: {
    readonly events: Subscribable<{ change: unknown }>
    readonly values: { alternativeLimitsOn: boolean }
  }
  notices: { readonly events: Subscribable<{ change: unknown }>; all(): NodeStatus['notices'] }
  names: { named(peer: string): { name: string } }
}

/** The node's status for the status line. */
export class NodeStatusView {
  readonly #sources: NodeStatusSources

  constructor(sources: NodeStatusSources) {
    this.#sources = sources
  }

  read(): NodeStatus {
    const { overlay, transfers, files, notices, settings } = this.#sources
    return {
      ...overlay.status,
      peers: overlay.peers.size,
      ...transfers.rates(),
      alternativeLimitsOn: settings.values.alternativeLimitsOn,
      ...files.library.shares(),
      tasks: this.#tasks(),
      notices: notices.all(),
    }
  }

  /** Calls `changed` when any part may have changed; returns a function to unsubscribe. */
  onChange(changed: () => void): () => void {
    const { overlay, transfers, files, notices, settings } = this.#sources
    const offs = [
      overlay.on('status', changed),
      overlay.on('peer', changed),
      overlay.on('peerLeft', changed),
      transfers.events.on('change', changed),
      files.library.events.on('change', changed),
      files.metadata.events.on('change', changed),
      notices.events.on('change', changed),
      settings.events.on('change', changed),
    ]
    return () => offs.forEach((off) => off())
  }

  #tasks(): Tasks {
    const { files, names } = this.#sources
    const indexing = files.indexer.progress().map(({ peer, done, total }) => ({
      id: `indexing-${peer}`,
      kind: 'indexing' as const,
      label: names.named(peer).name,
      done,
      total,
    }))
    return [...files.library.tasks(), ...files.metadata.tasks(), ...indexing]
  }
}
