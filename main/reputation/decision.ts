/** The standing of a peer: too little evidence, good, or excluded. "new" is not "bad". */
export type Standing = 'new' | 'good' | 'bad'

/** Overrides of the rule: the user's decision, and a proof of equivocation. */
export interface Overrides {
  user?: 'allow' | 'block' | undefined
  equivocation?: boolean | undefined
}

/** A standing and its basis. */
export interface Decision {
  standing: Standing
  excluded: boolean
  by: 'rule' | 'user' | 'proof'
}

/** Applies the user's decision, otherwise a proof, otherwise the rule. */
export function withOverrides(rule: Standing, overrides: Overrides): Decision {
  if (overrides.user)
    return { standing: overrides.user === 'allow' ? 'good' : 'bad', excluded: overrides.user === 'block', by: 'user' }
  if (overrides.equivocation) return { standing: 'bad', excluded: true, by: 'proof' }
  return { standing: rule, excluded: rule === 'bad', by: 'rule' }
}
