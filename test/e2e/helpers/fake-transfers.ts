import type { Transfer } from '../../../main/contract/transfers.ts'
import type { PeerBadge } from '../../../main/contract/trust.ts'
import type { UploadLine } from '../../../main/contract/views/transfer-views.ts'

export const HOUR = 3_600_000

/** A peer whose keys are derived from `n`; `u` null is a new one. */
export function badge(name: string, n: number, u: number | null = 0.8): PeerBadge {
  const decision = u === null ? 'new' : u < 0.5 ? 'bad' : 'good'
  return {
    publicKey: n.toString(16).padStart(64, '0'),
    fingerprint: `${n.toString(36).padStart(4, 'k')}-test-peer`,
    name,
    trust: {
      u,
      total: u,
      recent: u,
      low: u === null ? null : Math.max(0, u - 0.1),
      high: u === null ? null : Math.min(1, u + 0.1),
      count: u === null ? 0 : 12,
      raters: u === null ? 0 : 4,
      decision,
      standing: decision,
      by: 'rule',
      override: null,
    },
  }
}

/** A transfer with defaults for everything that `part` omits. */
export function line(id: string, part: Partial<Transfer> = {}): Transfer {
  return {
    id,
    direction: 'down',
    root: Buffer.from(id.padEnd(32, '.')).toString('hex').slice(0, 64),
    name: `${id}.bin`,
    size: 100_000_000,
    moved: 0,
    state: 'waiting',
    problem: null,
    rate: 0,
    peer: badge('Aiko', 1),
    peerOnline: true,
    started: Date.now() - HOUR,
    ended: null,
    path: '',
    rated: null,
    priority: 'normal',
    place: null,
    retryAt: null,
    attempts: 0,
    queued: null,
    group: null,
    folder: '',
    sources: 1,
    ...part,
  }
}

/** A peer being served (position 0) or waiting in the upload queue. */
export function upload(
  peer: PeerBadge,
  position: number,
  of: number,
  part: Partial<UploadLine> & { reason?: UploadLine['weight']['reason'] } = {},
): UploadLine {
  const { reason = 'trust', ...rest } = part
  return {
    ...peer,
    position,
    of,
    since: Date.now() - HOUR,
    roots: ['ab'.repeat(32)],
    turn: 12_000_000,
    rate: 2_400_000,
    weight: { weight: 4.2, contribution: 1.2, trust: 2, friend: false, newcomer: false, reason, received: 90_000_000 },
    ...rest,
  }
}
