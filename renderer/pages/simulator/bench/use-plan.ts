import { useQueries } from '@tanstack/react-query'
import type { Problem } from '../../../../main/contract/base.ts'
import type { LabInput } from '../../../../main/contract/simulator.ts'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { useFormat } from '../../../hooks/use-format.ts'

/** Runs that take longer than this many seconds are announced. */
const LONG_SECONDS = 20

/** What Run would start, over all lines. */
export interface LinesPlan {
  /** Runs of the model. */
  total: number
  /** Time on all cores, as text, where it is long; null where it is not. */
  long: string | null
  /** Why a line is refused, and which one; null if none is. */
  problem: { problem: Problem; line: number } | null
}

/** Checks the requests of all lines as the simulator would. */
export function usePlan(inputs: readonly LabInput[]): LinesPlan {
  const client = useClient()
  const format = useFormat()
  return useQueries({
    queries: inputs.map((input) => ({
      queryKey: ['simulator', 'lab-plan', input],
      queryFn: ({ signal }: { signal: AbortSignal }) => client.simulator.labs.plan(input, { signal }),
      staleTime: Infinity,
      retry: false,
    })),
    combine: (results): LinesPlan => {
      const seconds = results.reduce((sum, { data }) => sum + (data?.seconds ?? 0), 0)
      const line = results.findIndex(({ isError }) => isError)
      return {
        total: results.reduce((sum, { data }) => sum + (data?.total ?? 0), 0),
        long: seconds > LONG_SECONDS ? format.duration(seconds * 1000) : null,
        problem: line < 0 ? null : { problem: asProblem(results[line]?.error), line },
      }
    },
  })
}
