import { expect, test } from 'vitest'
import { withOverrides } from '../../main/reputation/decision.ts'

test.each([
  ['new', undefined, false, { standing: 'new', excluded: false, by: 'rule' }],
  ['good', undefined, false, { standing: 'good', excluded: false, by: 'rule' }],
  ['bad', undefined, false, { standing: 'bad', excluded: true, by: 'rule' }],
  ['new', undefined, true, { standing: 'bad', excluded: true, by: 'proof' }],
  ['good', undefined, true, { standing: 'bad', excluded: true, by: 'proof' }],
  ['bad', undefined, true, { standing: 'bad', excluded: true, by: 'proof' }],
  ['good', 'block', false, { standing: 'bad', excluded: true, by: 'user' }],
  ['bad', 'allow', false, { standing: 'good', excluded: false, by: 'user' }],
  ['bad', 'allow', true, { standing: 'good', excluded: false, by: 'user' }],
  ['new', 'block', true, { standing: 'bad', excluded: true, by: 'user' }],
] as const)(
  'rule %s, user %s, proof %s: whoever is in bad standing is excluded, and nobody else',
  (rule, user, equivocation, wanted) => {
    expect(withOverrides(rule, { user, equivocation })).toEqual(wanted)
  },
)
