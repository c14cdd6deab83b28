import { QUEUE_REASONS, type QueueReason } from '../contract/transfer-views.ts'

export { QUEUE_REASONS }

/** Largest place, and weight in hundredths, that is sent. */
export const MOST_PLACES = 65_535
export const MOST_WEIGHT = 1000

/** The messages of `hyoban/queue` v1: a provider tells those who wait for an upload where they stand. Nothing is answered. */
export interface QueueMessages {
  /** You are number `position` of `of`, because of `reason`; `weight` in hundredths. */
  place: { position: number; of: number; reason: QueueReason; weight: number }
  /** Your turn: ask again within `seconds`. */
  turn: { seconds: number }
}
