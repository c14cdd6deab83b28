import { fileKind } from '../../domain/file-kind.ts'
import type { Settings } from '../../contract/node.ts'

export interface TargetFoldersOptions {
  settings: { readonly values: Pick<Settings, 'downloadFolder' | 'targetFolders'> }
  /** Known providers of a content; `only` is the one community in which a provider offers it. */
  index: { holders(root: string): readonly { peer: string; only?: string }[] }
  /** My communities, in the order of joining. */
  communities: { list(): readonly { id: string }[] }
  /** Connected peers and the communities in common with each; the overlay implements it. */
  network: { readonly peers: ReadonlyMap<string, { communities: ReadonlySet<string> }> }
}

/** Where finished downloads go: the folder set for the kind of file, for its community, or the download folder. */
export class TargetFolders {
  readonly #o: TargetFoldersOptions

  constructor(options: TargetFoldersOptions) {
    this.#o = options
  }

  /** The folder for a file called `name`; `from` lists its sources, the one asked first in front. */
  folderFor(name: string, root: string, from: readonly string[]): string {
    const { settings, index, communities } = this.#o
    const { downloadFolder, targetFolders } = settings.values
    const { byKind, byCommunity } = targetFolders
    const folderOfKind = byKind[fileKind(name)]
    if (folderOfKind !== undefined || Object.keys(byCommunity).length === 0) return folderOfKind ?? downloadFolder
    const mine = communities.list().map(({ id }) => id)
    const found = this.communitiesOf({ entries: index.holders(root), from, mine })
    return found.map((id) => byCommunity[id]).find((folder) => folder !== undefined) ?? downloadFolder
  }

  /**
   * The communities in which a content was found, most certain first: those to which a source offers it alone, then
   * those in common with its sources, in the order of the sources and of my communities. If no source is connected, it
   * is my only community, or none.
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
    const { peers } = this.#o.network
    const restricted = from.flatMap((peer) =>
      entries.flatMap((entry) => (entry.peer === peer && entry.only !== undefined ? [entry.only] : [])),
    )
    const common = from.flatMap((peer) => mine.filter((id) => peers.get(peer)?.communities.has(id)))
    const found = [...new Set([...restricted, ...common])]
    return found.length > 0 || mine.length !== 1 ? found : [...mine]
  }
}
