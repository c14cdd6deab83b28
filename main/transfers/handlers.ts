import { isAbsolute } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import { live } from '../base/live.ts'
import { makeFolders } from '../base/make-folders.ts'
import type { Handlers } from '../contract/handlers.ts'
import { safeName } from '../domain/text/safe-name.ts'
import { changesOf } from './views/change-feed.ts'
import type { TransferJournal } from './views/transfer-journal.ts'
import type { Transfers } from './transfers.ts'

/** Minimum interval between two updates of each live query, in ms. */
const REFRESH_MS = 250
const DETAILS_MS = 500
const QUEUE_MS = 1000

type Export<K extends 'exportTorrent' | 'magnet'> = Handlers['transfers'][K]

interface TorrentExporter {
  torrent(wish: Parameters<Export<'exportTorrent'>>[0], signal?: AbortSignal): ReturnType<Export<'exportTorrent'>>
  magnet(wish: Parameters<Export<'magnet'>>[0]): ReturnType<Export<'magnet'>>
}

interface TransferHandlerParts {
  transfers: Transfers
  journal: TransferJournal
  /** Makes .torrent files and magnet links; TorrentExport is one. */
  torrents: TorrentExporter
  clock: Clock
  /** Subscribes to changes of names and trust, which lines show. */
  onBadge?: (changed: () => void) => () => void
}

interface Chosen {
  id?: string | undefined
  ids?: string[] | undefined
}

/** Acts on one line, which may throw, or on several, skipping those for which the action fails. */
async function each({ id, ids }: Chosen, act: (id: string) => Promise<void> | void): Promise<void> {
  if (id !== undefined) await act(id)
  for (const one of ids ?? []) {
    try {
      await act(one)
    } catch (error) {
      if (ids?.length === 1 || asHyobanError(error).code === 'INTERNAL') throw error
    }
  }
}

/** Creates the folder that a download names. Throws BAD_INPUT for a relative path. */
async function makeTarget(to: string | undefined): Promise<void> {
  if (to === undefined) return
  if (!isAbsolute(to))
    throw new HyobanError('BAD_INPUT', `${to} is not the whole path of a folder.`, {
      hint: 'Name the folder from the root of its disk.',
      details: { path: to },
    })
  // without it the download pauses, and says why
  await makeFolders(to).catch(() => {})
}

/** Handlers of the contract's `transfers`. */
export function transferHandlers({
  transfers,
  journal,
  torrents,
  clock,
  onBadge,
}: TransferHandlerParts): Handlers['transfers'] {
  const subscribe = (changed: () => void): (() => void) => {
    const off = transfers.events.on('change', changed)
    const offBadge = onBadge?.(changed)
    return () => {
      off()
      offBadge?.()
    }
  }
  const list = { read: () => transfers.list(), clock, intervalMs: REFRESH_MS, subscribe }
  return {
    list: (_input, { signal }) => live(list, signal),
    changes: (_input, { signal }) => changesOf(list, signal),
    details: async function* ({ id }, { signal }) {
      if (!transfers.details(id))
        throw new HyobanError('NOT_FOUND', 'This transfer is no longer in the list.', { details: { id } })
      for await (const details of live(
        { ...list, read: () => transfers.details(id), intervalMs: DETAILS_MS },
        signal,
      )) {
        if (!details) return
        yield details
      }
    },
    queue: (_input, { signal }) => live({ ...list, read: () => transfers.queueView(), intervalMs: QUEUE_MS }, signal),
    download: async (input) => {
      await makeTarget(input.to)
      return { id: transfers.download(input), name: safeName(input.name) }
    },
    downloadFolder: async (input) => {
      await makeTarget(input.to)
      return transfers.downloadGroup(input)
    },
    pause: (which) => each(which, (id) => transfers.pause(id)),
    resume: (which) => each(which, (id) => transfers.resume(id)),
    remove: ({ withFile, ...which }) => each(which, (id) => transfers.remove(id, withFile)),
    clearFinished: async (input) => ({ removed: await transfers.clearFinished(input) }),
    setPriority: ({ id, ids, priority }) =>
      transfers.setPriority([...(id === undefined ? [] : [id]), ...(ids ?? [])], priority),
    move: ({ ids, where, anchor }) => transfers.move(ids, where, anchor),
    statistics: (input) => journal.statistics(input),
    history: (input) => journal.history(input),
    clearHistory: () => journal.clearHistory(),
    exportTorrent: (input, { signal }) => torrents.torrent(input, signal),
    magnet: (input) => torrents.magnet(input),
  }
}
