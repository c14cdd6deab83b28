import type { ContentBook } from '../../domain/content-view.ts'
import { displayText } from '../../domain/text/display-text.ts'
import { viewerOf } from '../../domain/viewer.ts'
import { HyobanError } from '../../base/errors.ts'
import type { Handlers } from '../../contract/handlers.ts'

/** Handlers of the contract's `content`: addresses of contents, which the shell serves. Each contains `token`. */
export function contentHandlers({ token, book }: { token: string; book: ContentBook }): Handlers['content'] {
  const base = `/content/${token}`
  return {
    base: () => ({ path: base }),
    preview: async ({ kind, id }) => {
      const view = await book.open(kind, id)
      if (!view)
        throw new HyobanError('NOT_FOUND', 'There is nothing to preview.', {
          hint: 'It may have been moved or removed in the meantime.',
        })
      return {
        path: `${base}/${kind}/${encodeURIComponent(id)}`,
        viewer: viewerOf(view.name).viewer,
        name: displayText(view.name),
        size: view.size,
      }
    },
  }
}
