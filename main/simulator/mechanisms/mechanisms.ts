import { exclusion } from './exclusion.ts'
import { none } from './none.ts'
import type { Mechanism } from './mechanism.ts'

/** All mechanisms by name. */
export const MECHANISMS: ReadonlyMap<string, Mechanism> = new Map([none, exclusion].map((one) => [one.name, one]))
