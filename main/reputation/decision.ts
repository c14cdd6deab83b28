/** Where a peer stands: too little evidence, in good standing, or excluded. "new" is not "bad". */
export type Standing = 'new' | 'good' | 'bad'

/** What beats the score: the user's own word, and a proof that the peer's log was rewritten. */
export interface Overrides {
  user?: 'allow' | 'block' | undefined
  equivocation?: boolean | undefined
}

/** A standing and what it rests on. */
export interface Decision {
  standing: Standing
  excluded: boolean
  by: 'rule' | 'user' | 'proof'
}

/** The user's word first, then proofs, then the rule's own standing. */
export function withOverrides(rule: Standing, overrides: Overrides): Decision {
  if (overrides.user)
    return { standing: overrides.user === 'allow' ? 'good' : 'bad', excluded: overrides.user === 'block', by: 'user' }
  if (overrides.equivocation) return { standing: 'bad', excluded: true, by: 'proof' }
  return { standing: rule, excluded: rule === 'bad', by: 'rule' }
}
