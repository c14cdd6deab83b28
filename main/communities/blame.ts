/** The share of a member's bad evidence that counts against a member who vouched for it. */
export interface Blame {
  /** Public key of the member that misbehaved. */
  subject: string
  /** Public key of its inviter, or of an inviter further up the chain. */
  inviter: string
  /** Share of the bad evidence, 0 .. 1. */
  fraction: number
}

export interface BlameParameters {
  /** Fraction of the blame passed on with each step up the chain, 0 .. 1. */
  fraction: number
  /** Number of steps up the chain. */
  steps: number
}

const DEFAULT_BLAME: BlameParameters = { fraction: 0.25, steps: 2 }

/**
 * Shared blame in an invitation community. `people` leads from the founder to the subject. The inviter of the subject
 * bears `fraction` of its bad evidence, the inviter's inviter `fraction` of that, and so on for `steps` steps. Good
 * evidence is never shared, so inviting one's own pseudonyms gains nothing.
 */
export function blameOf(people: readonly string[], { fraction, steps }: BlameParameters = DEFAULT_BLAME): Blame[] {
  const subject = people.at(-1)
  if (subject === undefined) return []
  return people
    .slice(0, -1)
    .toReversed()
    .slice(0, steps)
    .map((inviter, i) => ({ subject, inviter, fraction: fraction ** (i + 1) }))
}
