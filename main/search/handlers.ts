import type { Clock } from '../base/clock.ts'
import { displayPath, displayText } from '../domain/text/display-text.ts'
import { HyobanError } from '../base/errors.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { FolderView } from './local/folder-view.ts'
import { LANGUAGE } from './local/language.ts'
import { understand } from './query/parser.ts'
import { printQuery } from './query/printer.ts'
import type { SavedSearchStore } from './saved/saved-search-store.ts'
import type { SavedSearches } from './saved/saved-searches.ts'
import type { Search } from './search.ts'

/** Minimum time between two updates of a list, in ms. */
const INTERVAL_MS = 300

export interface SearchHandlersOptions {
  search: Search
  saved: SavedSearches
  store: SavedSearchStore
  folders: FolderView
  clock: Clock
  /** Subscribes to changes of the index and of trust, names and presence of peers; returns the unsubscriber. */
  onChange: (changed: () => void) => () => void
}

/** The handlers of the contract's `search`. */
export function searchHandlers({
  search,
  saved,
  store,
  folders,
  clock,
  onChange,
}: SearchHandlersOptions): Handlers['search'] {
  const isOwn = (root: string): boolean => search.isOwn(root)
  return {
    run: (query, { signal }) => search.stream(query, onChange, signal),
    rows: ({ snapshot, offset, limit }) => search.rows(snapshot, offset, limit),
    why: ({ snapshot, root }) => search.why(snapshot, root),
    details: ({ root }) => {
      const hit = search.hits.of(root, true)
      if (!hit) throw new HyobanError('NOT_FOUND', 'No peer has this content any more.', { hint: 'Search again.' })
      return { ...hit, names: search.hits.names(root) }
    },
    check: ({ text }) => {
      const { query, hints, problem } = understand(text)
      return { problem: problem?.problem ?? null, hints, understood: printQuery(query) }
    },
    help: () => [...LANGUAGE],
    saved: {
      list: (_input, { signal }) =>
        live(
          {
            read: () => saved.list(),
            subscribe: (changed) => saved.events.on('change', changed),
            clock,
            intervalMs: INTERVAL_MS,
          },
          signal,
        ),
      save: ({ text, name, filters, wish }) =>
        saved.save({
          text,
          name,
          wish,
          filters: {
            kinds: filters?.kinds ?? [],
            sizes: filters?.sizes ?? [],
            trusts: filters?.trusts ?? [],
            communities: filters?.communities ?? [],
          },
        }),
      change: (changes) => saved.change(changes),
      remove: ({ id }) => saved.remove(id),
      found: ({ id, offset, limit }) => {
        const { total, rows } = store.finds(id, offset, limit)
        return {
          total,
          rows: rows.flatMap(({ root, found, seen }) => {
            const hit = search.hits.of(root, true, undefined, saved.remoteHits(root))
            return hit ? [{ ...hit, found, seen }] : []
          }),
        }
      },
      markSeen: ({ id }) => saved.markSeen(id),
      discard: ({ id, root }) => saved.discard(id, root),
    },
    history: {
      list: ({ prefix, limit }) => store.history(prefix, limit),
      add: ({ text }) => {
        if (text.trim() !== '') store.remember(text.trim(), clock.now())
      },
      clear: ({ text }) => store.forget(text ?? null),
    },
    browse: ({ peer, path, offset, limit }) => {
      const { lines, ...found } = folders.folder(peer, path, offset, limit)
      const rows = lines.map((line) => {
        const named = { key: line.path, name: displayText(nameOf(line.path)) }
        if (line.type === 'folder') return { type: line.type, ...named, files: line.files, bytes: line.bytes }
        const { root, size, kind, modified } = line
        return {
          type: line.type,
          ...named,
          root,
          size,
          kind,
          modified,
          own: isOwn(root),
          downloaded: store.downloaded(root),
        }
      })
      return { name: displayText(nameOf(path)), ...found, rows }
    },
    filesBelow: ({ peer, path, offset, limit }) => {
      const { total, bytes, files } = folders.below(peer, path, offset, limit)
      const skip = path === '' ? 0 : path.length + 1
      return {
        total,
        bytes,
        files: files.map(({ path: at, root, size, kind }) => ({
          path: displayPath(at.slice(skip)),
          root,
          size,
          kind,
          own: isOwn(root),
          downloaded: store.downloaded(root),
        })),
      }
    },
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
