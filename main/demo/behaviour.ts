import { HyobanError } from '../base/errors.ts'
import { honest, type Behaviour } from '../node.ts'

/** The kinds of peers of the reference model. */
export type DemoPeerKind = 'contributor' | 'rational' | 'freeRider' | 'falseEvaluator' | 'traitor'

/**
 * How long a traitor plays honest: until it has served so often, or so long after it was first asked, whichever comes
 * first.
 */
export interface TraitorPlan {
  requests: number
  milliseconds: number
  /** A witness that does not come is waited for this long after the first request, in ms; a minute if left out. */
  patience?: number
}

/** Always serves, rates truthfully. */
export const contributor: Behaviour = honest

/** Never serves, rates truthfully. */
export const freeRider: Behaviour = { serves: () => false, rates: (truthful) => truthful }

/** Never serves, and gives everybody the worst rating. */
export const falseEvaluator: Behaviour = { serves: () => false, rates: () => 0 }

/**
 * Serves while its generosity is worth the cost 1 / x, where `contributing` tells the present x in (0, 1]; rates
 * truthfully.
 */
export function rational(generosity: number, contributing: () => number): Behaviour {
  return { serves: () => generosity * contributing() > 1, rates: (truthful) => truthful }
}

/** A traitor has served its witness so many files before it turns: who saw nothing good of it sees no treason. */
const WITNESSED = 2
const PATIENCE_MS = 60_000

/**
 * Serves as a contributor until `plan` is over, never afterwards; rates truthfully. With a `witness` (the key of who
 * looks on, once it is known) it waits for its turn until that one has had files of it, or the plan's patience is over.
 */
export function traitor(plan: TraitorPlan, witness?: () => string | undefined): Behaviour {
  let since: number | undefined
  let turned = false
  const seen = new Set<string>()
  return {
    serves({ peer, root, uploads, now }) {
      since ??= now
      const witnessed = !witness || now - since >= (plan.patience ?? PATIENCE_MS) || seen.size >= WITNESSED
      turned ||= witnessed && (uploads >= plan.requests || now - since >= plan.milliseconds)
      if (!turned && peer === witness?.()) seen.add(root)
      return !turned
    },
    rates: (truthful) => truthful,
  }
}

/** One round of kinds; a community repeats it. Small communities have the telling ones first. */
const ROUND: readonly DemoPeerKind[] = [
  'contributor',
  'freeRider',
  'contributor',
  'traitor',
  'falseEvaluator',
  'contributor',
  'freeRider',
  'contributor',
]

/** The kinds of `count` peers: half contributors, the rest free riders, traitors and false evaluators. */
export function kindsFor(count: number): DemoPeerKind[] {
  return Array.from({ length: count }, (_, i) => ROUND[i % ROUND.length] as DemoPeerKind)
}

/** The most peers that one demo may have. */
export const MAX_PEERS = 64

/** Throws HyobanError BAD_INPUT unless `peers` is a whole number from 1 to MAX_PEERS. */
export function checkPeers(peers: number): void {
  if (Number.isInteger(peers) && peers >= 1 && peers <= MAX_PEERS) return
  throw new HyobanError('BAD_INPUT', `The demo needs a whole number of peers from 1 to ${MAX_PEERS}, not ${peers}.`, {
    hint: 'Leave --peers out to get 8.',
    details: { name: 'peers', value: String(peers), min: 1, max: MAX_PEERS },
  })
}

const NAMES = [
  'Aiko',
  'Marten',
  '佐藤 遥',
  'Ines',
  'Kenji',
  'Lena Vogt',
  '葵',
  'Tomás',
  'Yuki',
  'Priya',
  '山本 健',
  'Oskar',
  'Hana',
  'Noor',
  '小林 直樹',
  'Elif',
  'Ren',
  'Clara',
  '美咲',
  'Jonas',
  'Sora',
  'Amara',
  '高橋 翔',
  'Mireille',
  'Takumi',
  'Ewa',
  '結衣',
  'Björn',
  'Naoko',
  'Luca',
  '渡辺 凛',
  'Signe',
]

/** The name of the peer with this index: of people, none of which tells its kind. Unique. */
export function nameOf(index: number): string {
  const name = NAMES[index % NAMES.length] as string
  return index < NAMES.length ? name : `${name} ${Math.floor(index / NAMES.length) + 1}`
}
