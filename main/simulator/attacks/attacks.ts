import type { Attack } from './attack.ts'
import { collusion } from './collusion.ts'
import { dustReceipts, praiseByDust, repeatedFile, selfDealing } from './dust.ts'
import { equivocation } from './equivocation.ts'
import { freeRiders } from './free-riders.ts'
import { partialEvidence } from './partial-evidence.ts'
import { receipts } from './receipts.ts'
import { slander30, slander50, slanderOne } from './slander.ts'
import { sybils } from './sybils.ts'
import { thresholdAttackers } from './threshold-attackers.ts'
import { silentTraitors, traitors } from './traitors.ts'
import { whitewashing } from './whitewashing.ts'

/** All attacks by name, in the order of the table. */
export const ATTACKS: ReadonlyMap<string, Attack> = new Map(
  [
    freeRiders,
    slander30,
    slander50,
    slanderOne,
    traitors,
    silentTraitors,
    thresholdAttackers,
    partialEvidence,
    whitewashing,
    sybils,
    collusion,
    equivocation,
    receipts,
    dustReceipts,
    repeatedFile,
    selfDealing,
    praiseByDust,
  ].map((attack) => [attack.name, attack]),
)
