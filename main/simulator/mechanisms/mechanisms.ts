import { classes } from './classes.ts'
import { exclusion } from './exclusion.ts'
import { friends } from './friends.ts'
import { game } from './game.ts'
import { none } from './none.ts'
import { penalty } from './penalty.ts'
import { reciprocative } from './reciprocative.ts'
import { replication } from './replication.ts'
import { robust } from './robust.ts'
import { trustguard } from './trustguard.ts'
import type { Mechanism } from './mechanism.ts'

const ALL: readonly Mechanism[] = [
  none,
  exclusion,
  robust,
  penalty,
  reciprocative,
  trustguard,
  friends,
  classes,
  game,
  replication,
]

/** All mechanisms by name. */
export const MECHANISMS: ReadonlyMap<string, Mechanism> = new Map(ALL.map((one) => [one.name, one]))
