import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { ContentBook, ContentView } from '../domain/content-view.ts'
import { displayText } from '../domain/display-text.ts'
import { HyobanError } from '../base/errors.ts'
import { viewerOf } from '../domain/viewer.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { NodeContent } from '../node.ts'

/** A file that lies whole on the disk. */
export function fileView(path: string, size: number, name = basename(path), lasting = false): ContentView {
  return {
    name,
    size,
    lasting,
    read: (start, end, signal) => createReadStream(path, { start, end: end - 1, signal, highWaterMark: 1 << 18 }),
  }
}

/** Who knows one kind of content. */
export type ContentSource = (id: string) => Promise<ContentView | null> | ContentView | null

/** Brings the kinds of content together; `token` is part of their address. */
export function openContent(
  token: string,
  sources: Record<string, ContentSource>,
): { content: NodeContent; handlers: Handlers['content'] } {
  const book: ContentBook = {
    open: async (kind, id) => (Object.hasOwn(sources, kind) ? ((await sources[kind]?.(id)) ?? null) : null),
  }
  return {
    content: { token, book },
    handlers: {
      base: () => ({ path: `/content/${token}` }),
      preview: async ({ kind, id }) => {
        const view = await book.open(kind, id)
        if (!view)
          throw new HyobanError('NOT_FOUND', 'There is nothing to look at.', {
            hint: 'It may have been moved or removed in the meantime.',
          })
        return {
          path: `/content/${token}/${kind}/${encodeURIComponent(id)}`,
          viewer: viewerOf(view.name).viewer,
          name: displayText(view.name),
          size: view.size,
        }
      },
    },
  }
}
