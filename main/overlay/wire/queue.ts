import { message, oneOf, uintUpTo } from '../../base/codec.ts'
import { MOST_PLACES, MOST_WEIGHT, QUEUE_REASONS, type QueueMessages } from '../../transfers/queue-messages.ts'

const place = uintUpTo(MOST_PLACES)

/** The wire protocol of waiting for an upload. */
export const queueWire = {
  name: 'hyoban/queue',
  version: 1,
  messages: {
    place: { encoding: message<QueueMessages['place']>({ position: place, of: place, reason: oneOf(QUEUE_REASONS), weight: uintUpTo(MOST_WEIGHT) }), maxBytes: 16 },
    turn: { encoding: message<QueueMessages['turn']>({ seconds: uintUpTo(3600) }), maxBytes: 8 },
  },
} as const
