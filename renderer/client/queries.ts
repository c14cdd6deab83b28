import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import type { NodeInfo, Settings } from '../../main/contract/node.ts'
import { notifyDone, notifyProblem } from '../components/feedback/notify.tsx'
import { useClient } from './provider.tsx'
import { asProblem } from './problem.ts'
import type { Client } from './connection/connection.ts'
import { useText } from '../hooks/use-text.ts'

/** Identity and communities of this node. */
export function useInfo(): UseQueryResult<NodeInfo> {
  const client = useClient()
  return useQuery({ queryKey: ['info'], queryFn: ({ signal }) => client.node.info(undefined, { signal }) })
}

export function useSettings(): UseQueryResult<Settings> {
  const client = useClient()
  return useQuery({ queryKey: ['settings'], queryFn: ({ signal }) => client.node.settings(undefined, { signal }) })
}

const NO_DESKTOP = {
  pickFolder: false,
  openFile: false,
  revealFile: false,
  dragFile: false,
  notify: false,
  integrate: false,
}

/** Capabilities of the surrounding shell; all false until it has answered. */
export function useCapabilities(): typeof NO_DESKTOP {
  const client = useClient()
  const query = useQuery({
    queryKey: ['capabilities'],
    queryFn: ({ signal }) => client.desktop.capabilities(undefined, { signal }),
    staleTime: Infinity,
  })
  return query.data ?? NO_DESKTOP
}

interface ActionOptions<O> {
  /** Shown as a notification when the call succeeds. */
  done?: string
  /** The caller shows errors itself. */
  quiet?: boolean
  /** Query keys to invalidate when the call succeeds. */
  invalidates?: string[]
  then?: (output: O) => void
}

/** A call triggered by the user: failures become a notification that says why and what to do. */
export function useAction<I, O>(
  call: (client: Client, input: I) => Promise<O>,
  options: ActionOptions<O> = {},
): UseMutationResult<O, Error, I> {
  const client = useClient()
  const queries = useQueryClient()
  const { t, i18n } = useText()
  return useMutation<O, Error, I>({
    mutationFn: (input) => call(client, input),
    onSuccess: (output) => {
      for (const key of options.invalidates ?? []) void queries.invalidateQueries({ queryKey: [key] })
      if (options.done) notifyDone(options.done)
      options.then?.(output)
    },
    onError: (error) => {
      if (!options.quiet) notifyProblem(asProblem(error), t, i18n.language)
    },
  })
}
