/** Scores that a user can give to a transfer or a peer. */
export const SCORES = { good: 1, neutral: 0.5, bad: 0 } as const
/** Dark enough for white text in both themes. */
export const COLORS = { good: '#237032', neutral: '#4d5562', bad: '#a61e4d' }
export type Choice = keyof typeof SCORES
export const CHOICES: Choice[] = ['good', 'neutral', 'bad']
