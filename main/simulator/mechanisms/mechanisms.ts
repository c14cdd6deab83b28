import { exclusion } from './exclusion.ts'
import { none } from './none.ts'
import type { Mechanism } from './mechanism.ts'
import { penalty } from './penalty.ts'
import { reciprocative } from './reciprocative.ts'
import { trustguard } from './trustguard.ts'

/** All mechanisms by name. */
export const MECHANISMS: ReadonlyMap<string, Mechanism> = new Map(
  [none, exclusion, penalty, reciprocative, trustguard].map((one) => [one.name, one]),
)
