import { useQuery } from '@tanstack/react-query'
import { useClient } from './provider.tsx'

/** The address of a small picture of a content of my library; null while there is none (yet). */
export function useThumbnail(root: string | null): string | null {
  const client = useClient()
  const base = useQuery({
    queryKey: ['content-base'],
    queryFn: ({ signal }) => client.content.base(undefined, { signal }),
    enabled: root !== null,
  })
  const known = useQuery({
    queryKey: ['metadata', root],
    queryFn: ({ signal }) => client.library.metadata({ root: root as string }, { signal }),
    enabled: root !== null,
  })
  return base.data && known.data?.thumbnail ? `${base.data.path}/thumbnail/${root}` : null
}
