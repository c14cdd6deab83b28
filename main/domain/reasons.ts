/** Why a rating was given. */
export const RATING_REASONS = ['served', 'refused', 'stalled', 'corrupt', 'fake-content', 'abusive', 'manual'] as const
export type RatingReason = (typeof RATING_REASONS)[number]

/** Why a peer is excluded: by the evidence, by the user, or for an equivocating rating log. */
export const EXCLUSION_REASONS = ['trust', 'blocked', 'conflict'] as const
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number]

/** What the position of a peer in an upload queue rests on most. */
export const QUEUE_REASONS = ['friend', 'contribution', 'trust', 'little', 'newcomer'] as const
export type QueueReason = (typeof QUEUE_REASONS)[number]
