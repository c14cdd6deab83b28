import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../../../../main/contract/base.ts'
import type { Client } from '../../../client/connection/connection.ts'
import { asProblem, isAbort } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'

/** Moving a slider must not ask for a drawing at every step. */
const SETTLE_MS = 150

interface Drawing<T> {
  value: T | undefined
  problem: Problem | undefined
  retry: () => void
}

/** What `load` says of a request, which is compared by its JSON; the last answer stays until there is another one. */
export function useDrawing<R, T>(
  request: R,
  load: (client: Client, request: R, signal: AbortSignal) => Promise<T>,
): Drawing<T> {
  const client = useClient()
  const [value, setValue] = useState<T>()
  const [problem, setProblem] = useState<Problem>()
  const [tries, setTries] = useState(0)
  const key = JSON.stringify(request)
  useEffect(() => {
    const abort = new AbortController()
    const start = (): void => {
      load(client, JSON.parse(key) as R, abort.signal).then(
        (loaded) => {
          if (abort.signal.aborted) return
          setValue(loaded)
          setProblem(undefined)
        },
        (error: unknown) => {
          if (!abort.signal.aborted && !isAbort(error)) setProblem(asProblem(error))
        },
      )
    }
    const timer = setTimeout(start, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [client, key, load, tries])
  return { value, problem, retry: useCallback(() => setTries((count) => count + 1), []) }
}
