import type { Settings } from '../../contract/node.ts'
import type { ActiveLimits, TransferQueue, UploadLine } from '../../contract/views/transfer-views.ts'
import type { Transfer } from '../../contract/transfers.ts'
import type { BadgeOf } from '../ports.ts'
import type { UploadScheduler } from '../upload/upload-scheduler.ts'
import type { UploadWeight } from '../upload/weight.ts'

interface QueueParts {
  lines: Transfer[]
  slots: Settings['transferSlots']
  limits: ActiveLimits
  awake: boolean
  scheduler: UploadScheduler
  badge: BadgeOf
}

/** The queues as the contract shows them: counts, slots, limits, and which peers are served or wait, and why. */
export function queueView({ lines, slots, limits, awake, scheduler, badge }: QueueParts): TransferQueue {
  const counts = { active: 0, waiting: 0, paused: 0, failed: 0 }
  const rates = new Map<string, number>()
  for (const { direction, state, peer, rate } of lines) {
    if (direction === 'up') rates.set(peer.publicKey, (rates.get(peer.publicKey) ?? 0) + rate)
    else if (state === 'active' || state === 'verifying') counts.active++
    else if (state !== 'done') counts[state]++
  }
  const weightOf = (peer: string, weight: UploadWeight): UploadLine['weight'] => {
    const { friend, newcomer, received } = scheduler.claim(peer)
    return {
      weight: weight.weight,
      contribution: weight.contribution,
      trust: weight.trust,
      reason: weight.reason,
      friend,
      newcomer,
      received,
    }
  }
  const places = scheduler.places()
  const served = scheduler.slots.served().map(({ peer, bytes, since, roots, weight }): UploadLine => ({
    ...badge(peer),
    position: 0,
    of: places.length,
    since,
    roots,
    turn: bytes,
    rate: rates.get(peer) ?? 0,
    weight: weightOf(peer, weight),
  }))
  const waiting = places.map(({ peer, position, of, since, roots, ...weight }): UploadLine => ({
    ...badge(peer),
    position,
    of,
    since,
    roots,
    turn: 0,
    rate: 0,
    weight: weightOf(peer, weight),
  }))
  return {
    ...counts,
    slots: { downloads: slots.downloads, uploads: slots.uploads, uploadsUsed: served.length },
    limits,
    awake,
    uploads: [...served, ...waiting],
  }
}
