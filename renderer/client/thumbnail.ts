import { useQuery } from '@tanstack/react-query'
import { useClient } from './provider.tsx'

/** How often, and after how many ms each, a missing thumbnail is requested again: it may still be in the making. */
const RETRIES = 6
const RETRY_MS = 3000

/** URL of the thumbnail of a file in the library; null while there is none. */
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
    refetchInterval: ({ state }) => (state.data?.thumbnail || state.dataUpdateCount > RETRIES ? false : RETRY_MS),
  })
  return base.data && known.data?.thumbnail ? `${base.data.path}/thumbnail/${root}` : null
}
