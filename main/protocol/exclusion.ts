import { message, oneOf } from '../base/codec.ts'
import type { WireProtocol } from './codec.ts'

/** Why a peer is shut out: by the evidence, by the user's own word, or because its rating log contradicts itself. */
export const EXCLUSION_REASONS = ['trust', 'blocked', 'conflict'] as const
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number]

export interface ExclusionMessages {
  /** You are excluded by me from now on. */
  excluded: { reason: ExclusionReason }
  /** I have heard that. */
  heard: Record<string, never>
}

/** hyoban/exclusion 1: the last words on a connection. */
export const exclusionWire: WireProtocol<ExclusionMessages> = {
  name: 'hyoban/exclusion',
  version: 1,
  messages: {
    excluded: { encoding: message<ExclusionMessages['excluded']>({ reason: oneOf(EXCLUSION_REASONS) }), maxBytes: 1 },
    heard: { encoding: message<ExclusionMessages['heard']>({}), maxBytes: 0 },
  },
  rate: { burst: 10, perSecond: 1 },
}
