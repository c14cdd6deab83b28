import { EXCLUSION_REASONS, type ExclusionReason } from '../domain/reasons.ts'
import { message, oneOf } from '../base/codec.ts'
import type { WireProtocol } from './codec.ts'

export interface ExclusionMessages {
  /** The sender excludes the receiver from now on. */
  excluded: { reason: ExclusionReason }
  /** Confirms `excluded`. */
  heard: Record<string, never>
}

/** hyoban/exclusion 1: tells a peer why its connection is about to be closed. */
export const exclusionProtocol: WireProtocol<ExclusionMessages> = {
  name: 'hyoban/exclusion',
  version: 1,
  messages: {
    excluded: { encoding: message<ExclusionMessages['excluded']>({ reason: oneOf(EXCLUSION_REASONS) }), maxBytes: 1 },
    heard: { encoding: message<ExclusionMessages['heard']>({}), maxBytes: 0 },
  },
  rate: { burst: 10, perSecond: 1 },
}
