import { fileKind } from '../../domain/file-kind.ts'
import type { Settings } from '../../contract/node.ts'

export interface TargetFoldersOptions {
  settings: { readonly values: Pick<Settings, 'downloadFolder' | 'targetFolders'> }
  /** Known providers of a content; `only`: the one community in which a provider shares it. */
  index: { holders(root: string): readonly { peer: string; only?: string }[] }
  /** Communities of this node, in the order of joining. */
  communities: { list(): readonly { id: string }[] }
  /** Connected peers and the communities in common with each; the overlay is one. */
  network: { readonly peers: ReadonlyMap<string, { communities: ReadonlySet<string> }> }
}

/** Target folders of downloads: the folder set for the kind of file, or for its community, or the download folder. */
export class TargetFolders {
  readonly #options: TargetFoldersOptions

  constructor(options: TargetFoldersOptions) {
    this.#options = options
  }

  /** The folder for a file called `name`; `from`: its sources, beginning with the one asked first. */
  folderFor(name: string, root: string, from: readonly string[]): string {
    const { settings, index, communities } = this.#options
    const { downloadFolder, targetFolders } = settings.values
    const { byKind, byCommunity } = targetFolders
    const folderOfKind = byKind[fileKind(name)]
    if (folderOfKind !== undefined || Object.keys(byCommunity).length === 0) return folderOfKind ?? downloadFolder
    const mine = communities.list().map(({ id }) => id)
    const found = this.communitiesOf({ entries: index.holders(root), from, mine })
    return found.map((id) => byCommunity[id]).find((folder) => folder !== undefined) ?? downloadFolder
  }

  /**
   * The communities in which a content was found, most certain first: those in which a source shares it exclusively,
   * then those in common with its sources, in the order of sources and of `mine`. If no source is connected, it is the
   * only one in `mine`, or none.
   */
  communitiesOf({
    entries,
    from,
    mine,
  }: {
    entries: readonly { peer: string; only?: string }[]
    from: readonly string[]
    mine: readonly string[]
  }): string[] {
    const { peers } = this.#options.network
    const restricted = from.flatMap((peer) =>
      entries.flatMap((entry) => (entry.peer === peer && entry.only !== undefined ? [entry.only] : [])),
    )
    const common = from.flatMap((peer) => mine.filter((id) => peers.get(peer)?.communities.has(id)))
    const found = [...new Set([...restricted, ...common])]
    return found.length > 0 || mine.length !== 1 ? found : [...mine]
  }
}
