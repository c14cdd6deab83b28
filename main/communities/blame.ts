/** How much of a member's bad evidence falls on somebody who vouched for it. */
export interface Blame {
  /** The member that did wrong, public key. */
  subject: string
  /** Who let it in, or let in who let it in. */
  inviter: string
  /** Share of the bad evidence, 0 .. 1. */
  fraction: number
}

export interface BlameParameters {
  /** What one step up the chain leaves of the blame; 0 .. 1. */
  fraction: number
  /** How many steps up are blamed. */
  steps: number
}

export const DEFAULT_BLAME: BlameParameters = { fraction: 0.25, steps: 2 }

/**
 * Shared blame of an invitation community: `people` leads from the founder to the subject. Who let the subject in bears
 * `fraction` of
 * its bad evidence, the one before `fraction` of that, up to `steps`; good evidence is never shared, so that nobody
 * gains by inviting
 * names of his own.
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
