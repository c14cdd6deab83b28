/** Why a rating was given. */
export const RATING_REASONS = ['served', 'refused', 'stalled', 'corrupt', 'fake-content', 'abusive', 'manual'] as const
export type RatingReason = (typeof RATING_REASONS)[number]

/** Why a peer is excluded: by the evidence, by the user's own word, or because its rating log contradicts itself. */
export const EXCLUSION_REASONS = ['trust', 'blocked', 'conflict'] as const
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number]

/** Why a peer stands where it stands in a queue for uploads: what its weight rests on most. */
export const QUEUE_REASONS = ['friend', 'contribution', 'trust', 'little', 'newcomer'] as const
export type QueueReason = (typeof QUEUE_REASONS)[number]
