import type { Clock } from '../../base/clock.ts'
import { HyobanError } from '../../base/errors.ts'
import { MAX_FILE_BYTES } from '../../domain/content.ts'
import { announcedName, safeFolder, safeName } from '../../domain/text/safe-name.ts'
import type { PeerLink } from '../peer-link.ts'
import type { TransferRow } from '../ports.ts'
import * as problems from '../problems.ts'
import type { DownloadQueue } from '../queue/queue.ts'
import type { QueueRunner } from '../queue/runner.ts'
import type { TransferIds } from '../transfer-ids.ts'
import type { DownloadWish, FolderWish, TransferContents, TransferTrust } from '../transfers-options.ts'
import type { Downloads } from './downloads.ts'
import type { ExclusionPolicy } from './exclusion-policy.ts'

/** Maximum number of further sources of a new download. */
const MAX_SOURCES = 32

interface DownloadRequestsOptions {
  downloads: Downloads
  queueing: { queue: DownloadQueue; runner: QueueRunner }
  trust: Pick<TransferTrust, 'providers'> & { exclusions: ExclusionPolicy }
  contents: Pick<TransferContents, 'holders' | 'folders' | 'origins'>
  links: ReadonlyMap<string, PeerLink>
  clock: Clock
  ids: TransferIds
}

/** Turns the user's requests into downloads: validates them, chooses sources, and enqueues them. */
export class DownloadRequests {
  readonly #options: DownloadRequestsOptions

  constructor(options: DownloadRequestsOptions) {
    this.#options = options
  }

  /**
   * Adds a download; returns its id. If the content is being downloaded already, the peers become further sources; it
   * is wanted once more only at another place, for which it is copied.
   * Throws BAD_INPUT for an impossible size, NOT_FOUND if no known peer has it, or EXCLUDED.
   */
  download(wish: DownloadWish): string {
    const { downloads, queueing } = this.#options
    const { priority, group, groupName, subfolder } = wish
    const { first, others } = this.#sources(wish)
    // Before anything of it is announced.
    this.#options.contents.origins?.came(wish, first, 0)
    const same = downloads.unfinished(wish.root)
    const present = (wish.target ?? wish.to) ? same.find(({ row }) => isPlaceOf(row, wish)) : same[0]
    const download =
      present ??
      downloads.add(this.#row(wish, [first, ...others]), withoutUndefined({ priority, group, groupName, subfolder }))
    for (const one of new Set([download, ...same])) for (const peer of [first, ...others]) one.addSource(peer)
    queueing.runner.schedule()
    return download.row.id
  }

  /** Adds the files of a folder that known peers have; returns group and ids. Throws NOT_FOUND if there are none. */
  downloadFolder({ name, files, paused, priority, to }: FolderWish): { group: string; ids: string[] } {
    const group = this.#options.ids.next()
    const top = safeName(name)
    const ids = this.#options.queueing.queue.together(() =>
      files.flatMap(({ path, ...file }) => {
        const parts = path.split('/').filter((part) => part !== '')
        const subfolder = safeFolder(parts.slice(0, -1).join('/'))
        try {
          return this.download({
            ...file,
            ...withoutUndefined({ paused, priority, to }),
            name: parts.at(-1) ?? 'file',
            target: subfolder === '' ? top : `${top}/${subfolder}`,
            group,
            groupName: top,
            subfolder,
          })
        } catch (error) {
          if (error instanceof HyobanError && (error.code === 'NOT_FOUND' || error.code === 'EXCLUDED')) return []
          throw error
        }
      }),
    )
    if (ids.length === 0)
      throw new HyobanError('NOT_FOUND', 'No known peer has any file of this folder.', {
        hint: 'Try again when a peer that has it is online.',
      })
    return { group, ids }
  }

  /** The source to ask first, and further ones. */
  #sources({ root, size, peer, peers = [] }: DownloadWish): { first: string; others: string[] } {
    const { contents, trust } = this.#options
    const { exclusions } = trust
    if (!Number.isSafeInteger(size) || size < 0 || size > MAX_FILE_BYTES)
      throw new HyobanError('BAD_INPUT', `A file of ${size} bytes cannot be downloaded.`, {
        hint: 'The largest size is 1 TiB.',
        details: { size },
      })
    if (peer !== undefined && exclusions.excludes(peer)) throw problems.excludedError(peer)
    const holders = peer === undefined ? (contents.holders?.of(root) ?? []) : []
    const known = [...new Set([...peers, ...holders])].filter((one) => !exclusions.excludes(one))
    const first = peer ?? this.#pick(known)
    if (first === undefined)
      throw new HyobanError('NOT_FOUND', 'No known peer has this file.', {
        hint: 'Search for it, and try again when a peer that has it is online.',
        details: { root },
      })
    return { first, others: known.filter((one) => one !== first).slice(0, MAX_SOURCES) }
  }

  #pick(peers: string[]): string | undefined {
    const { links, trust } = this.#options
    const online = peers.filter((peer) => links.has(peer))
    const candidates = online.length > 0 ? online : peers
    return candidates[Math.max(0, trust.providers?.pick(candidates) ?? 0)]
  }

  #row(
    { root, name, size, to, target = '', paused = false }: DownloadWish,
    sources: [string, ...string[]],
  ): TransferRow {
    const id = this.#options.ids.next()
    const safe = safeName(name)
    const announced = announcedName(name)
    return {
      id,
      direction: 'down',
      root,
      name: safe,
      ...(announced !== safe && announced !== '' && { announced }),
      size,
      peer: sources[0],
      folder: to ?? this.#options.contents.folders.folderFor(safe, root, sources),
      ...(to !== undefined && { chosen: true }),
      part: `${safe}.${id.slice(0, 8)}.part`,
      path: '',
      inode: 0,
      moved: 0,
      state: paused ? 'paused' : 'waiting',
      problem: null,
      started: this.#options.clock.now(),
      ended: null,
      rated: null,
      due: null,
      target: safeFolder(target),
    }
  }
}

/** Whether a download makes the file that is wished for. */
const isPlaceOf = (row: TransferRow, { name, to = row.folder, target = '' }: DownloadWish): boolean =>
  row.folder === to && row.target === safeFolder(target) && row.name === safeName(name)

/** Copies an object without its undefined fields. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
