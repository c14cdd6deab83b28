import { HyobanError } from '../base/errors.ts'
import type { Random } from '../base/random.ts'
import { honest, type Behaviour } from '../node.ts'

/** The kinds of peers of the reference model. */
export type DemoPeerKind = 'contributor' | 'rational' | 'freeRider' | 'falseEvaluator' | 'traitor'

/** When a traitor turns: after a number of uploads or a time after the first request, whichever comes first. */
export interface TraitorPlan {
  requests: number
  milliseconds: number
  /** Maximum wait for the witness after the first request, in ms; defaults to a minute. */
  patience?: number
}

/** Always serves, rates truthfully. */
export const contributor: Behaviour = honest

/** Never serves, rates truthfully. */
export const freeRider: Behaviour = { serves: () => false, rates: (truthful) => truthful }

/** Never serves, and gives everybody the worst rating. */
export const falseEvaluator: Behaviour = { serves: () => false, rates: () => 0 }

/** Serves while its generosity exceeds the cost 1 / x, with `contributing` returning x in (0, 1]; rates truthfully. */
export function rational(generosity: number, contributing: () => number): Behaviour {
  return { serves: () => generosity * contributing() > 1, rates: (truthful) => truthful }
}

/** Files that a traitor serves its witness before it turns; otherwise the witness could not notice the change. */
const WITNESSED = 2
const PATIENCE_MS = 60_000

/**
 * Serves as a contributor until `plan` is over, never afterwards; rates truthfully. With a `witness` (returns the
 * viewer's key once it is known) it also waits until the witness has received files, or the plan's patience runs out.
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

const DEFAULT_PLAN: TraitorPlan = { requests: 10, milliseconds: 18_000 }

/** The behaviour of a kind; traitors follow `plan`, with the viewer as their witness. */
export function behaviourOf(
  kind: DemoPeerKind,
  random: Random,
  { plan = DEFAULT_PLAN, viewer }: { plan?: TraitorPlan | undefined; viewer: () => string | undefined },
): Behaviour {
  switch (kind) {
    case 'contributor':
      return contributor
    case 'freeRider':
      return freeRider
    case 'falseEvaluator':
      return falseEvaluator
    case 'traitor':
      return traitor(plan, viewer)
    case 'rational':
      return rational(14 * random.next(), () => 0.9)
  }
}

/** Sequence of kinds that a community repeats, the most instructive first for small communities. */
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

/** Maximum number of peers in a demo. */
export const MAX_PEERS = 64

/** Throws HyobanError BAD_INPUT unless `peers` is a whole number from 1 to MAX_PEERS. */
export function checkPeers(peers: number): void {
  if (Number.isInteger(peers) && peers >= 1 && peers <= MAX_PEERS) return
  throw new HyobanError('BAD_INPUT', `The demo needs a whole number of peers from 1 to ${MAX_PEERS}, not ${peers}.`, {
    hint: 'Omit --peers for 8.',
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

/** A unique personal name for the peer with this index; it does not reveal the kind. */
export function nameOf(index: number): string {
  const name = NAMES[index % NAMES.length] as string
  return index < NAMES.length ? name : `${name} ${Math.floor(index / NAMES.length) + 1}`
}
