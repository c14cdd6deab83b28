/** Why a rating was given. */
export const RATING_REASONS = ['served', 'refused', 'stalled', 'corrupt', 'fake-content', 'abusive', 'manual'] as const
export type RatingReason = (typeof RATING_REASONS)[number]

/** Why a peer is excluded: evidence, the user's decision, or an equivocating rating log. */
export const EXCLUSION_REASONS = ['trust', 'blocked', 'conflict'] as const
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number]

/** Dominant reason for a peer's position in an upload queue. */
export const QUEUE_REASONS = ['friend', 'contribution', 'trust', 'little', 'newcomer'] as const
export type QueueReason = (typeof QUEUE_REASONS)[number]
