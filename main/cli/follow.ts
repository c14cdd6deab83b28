import type { Problem } from '../contract/base.ts'
import { HyobanError } from '../base/errors.ts'
import type { Transfer } from '../contract/transfers.ts'
import type { NodeClient } from '../node.ts'
import type { CliIo } from './io.ts'

/** Interval in ms at which a paused download is tried again with --wait. */
const RESUME_MS = 5_000

interface FollowOptions {
  id: string
  /** Waits for problems to pass, instead of ending with them. */
  wait: boolean
  /** Maximum time in ms with a problem that may pass by itself. */
  patienceMs: number
}

function errorOf(problem: Problem | null): HyobanError {
  if (!problem) return new HyobanError('CANCELLED', 'The download is paused.', { hint: 'Run the command again.' })
  return new HyobanError(problem.code, problem.message, problem)
}

/** A problem that may pass without the user: the source left, refuses for now, or has not all of it. */
const mayPass = ({ state, problem, retryAt }: Transfer): boolean =>
  problem !== null && problem.code !== 'QUEUED' && (state === 'waiting' || state === 'active' || retryAt !== null)

/** Whether the download needs somebody: it is paused, or has failed for good. */
const needsSomebody = ({ state, retryAt }: Transfer): boolean =>
  state === 'paused' || (state === 'failed' && retryAt === null)

/**
 * Waits for a download to end, with progress and problems on stderr. Throws its problem as soon as somebody must do
 * something about it, or once it has lasted for `patienceMs`; with `wait`, only if the download has failed for good.
 * What has arrived is kept: the same command goes on with it.
 */
export async function follow(node: NodeClient, options: FollowOptions, io: CliIo): Promise<Transfer> {
  const { id, wait, patienceMs } = options
  const { transfers } = node.handlers
  const out = new AbortController()
  const signal = AbortSignal.any([io.signal, out.signal])
  const resume = (): void => {
    Promise.resolve(transfers.resume({ id }, { signal })).catch((error: unknown) => out.abort(error))
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let [percent, told] = [-1, '']
  let last: Transfer | undefined
  // an earlier command may have left it paused
  resume()
  try {
    for await (const all of transfers.list(undefined, { signal })) {
      const transfer = all.find((one) => one.id === id)
      if (!transfer) continue
      const moved = transfer.moved !== last?.moved
      last = transfer
      if (transfer.state === 'done') return transfer
      const now = transfer.size === 0 ? 100 : Math.floor((100 * transfer.moved) / transfer.size)
      if (now !== percent) io.err(`hyoban: ${transfer.name}: ${now} %`)
      percent = now
      const { problem } = transfer
      const paused = transfer.state === 'paused'
      if (needsSomebody(transfer) && !(wait && paused)) throw errorOf(problem)
      const line = problem ? `${transfer.name}: ${problem.message} ${problem.hint}`.trim() : ''
      if (line !== told && line) io.err(`hyoban: ${line}${wait && paused ? ' Waiting (--wait).' : ''}`)
      if (line) told = line
      const stuck = mayPass(transfer) && !wait
      if (moved || !(stuck || paused)) {
        clearTimeout(timer)
        timer = undefined
      }
      if (paused)
        timer ??= setTimeout(() => {
          timer = undefined
          resume()
        }, RESUME_MS)
      else if (stuck) timer ??= setTimeout(() => out.abort(), patienceMs)
    }
  } finally {
    clearTimeout(timer)
  }
  if (io.signal.aborted)
    throw node.goesOn
      ? new HyobanError('CANCELLED', 'Not waiting any longer: the download goes on in the running node.', {
          hint: 'Look after it with hyoban transfers.',
        })
      : new HyobanError('CANCELLED', 'The download was stopped.', { hint: 'Run the command again to resume it.' })
  if (out.signal.reason instanceof HyobanError) throw out.signal.reason
  throw errorOf(last?.problem ?? null)
}
