// A program that besieges a node under many keys. Each key connects, behaves badly (see behaviours.ts), and connects
// again when it was thrown out. The program has the lowest priority and opens at most PER_SECOND connections a second,
// so that its own work, on the same processors, is not what is measured. Prints what it did, each second, as JSON.
// attackers-child.ts BOOTSTRAP VICTIM COMMUNITY DUST DIR FIRST COUNT
import { setPriority } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import crypto from 'hypercore-crypto'
import { topicOf } from '../../../../main/network/discovery/topic.ts'
import type { KeyPair } from '../../../helpers/keys.ts'
import { Strangers } from '../../../helpers/stranger.ts'
import { type HostileBehaviour, BEHAVIOURS, makeCatalogues, type Siege, storeIn } from './behaviours.ts'

export interface SiegeReport {
  /** Keys that have connected so far, and those connected now. */
  keys: number
  connected: number
  /** How often each thing was done. */
  done: Record<string, number>
}

const PER_SECOND = 50
/** Connections under way at a time. */
const PARALLEL = 16
/** A key that was thrown out comes back after this many ms. */
const RETURN_MS = 500

setPriority(19)
const [bootstrap = '', victim = '', community = '', dust = '', dir = '', first = '', count = ''] = process.argv.slice(2)
const done: Record<string, number> = {}
const add = (what: string): void => void (done[what] = (done[what] ?? 0) + 1)
const store = storeIn(dir, `attackers-${first}`)
const siege: Siege = {
  victim,
  community,
  communityId: topicOf(community).toString('hex'),
  dust,
  store,
  catalogues: await makeCatalogues(store, 8),
  count: add,
}
const strangers = new Strangers([bootstrap])
/** With HYOBAN_SIEGE_ONLY, names of behaviours: keys of the others do nothing. */
const only = process.env['HYOBAN_SIEGE_ONLY']?.split(',')
const behaviourOf = (n: number): HostileBehaviour | undefined => BEHAVIOURS[n % BEHAVIOURS.length]
const waiting = Array.from({ length: Number(count) }, (_, n) => ({
  n: Number(first) + n,
  keys: crypto.keyPair() as KeyPair,
  met: false,
})).filter(({ n }) => !only || only.includes(behaviourOf(n)?.name ?? ''))
const report: SiegeReport = { keys: 0, connected: 0, done }
let allowed = 0

async function attack(): Promise<void> {
  for (;;) {
    const one = allowed > 0 ? waiting.shift() : undefined
    if (!one) {
      await wait(20)
      continue
    }
    allowed--
    const { n, keys } = one
    add('connections')
    const stranger = await strangers.connect(victim, keys)
    if (!one.met) report.keys++
    one.met = true
    report.connected++
    const timers: NodeJS.Timeout[] = []
    const every = (ms: number, action: () => void): void => {
      if (!stranger.stream.destroyed) timers.push(setInterval(action, ms))
    }
    void stranger.gone.then(async () => {
      for (const timer of timers) clearInterval(timer)
      report.connected--
      await wait(RETURN_MS)
      waiting.push(one)
    })
    await behaviourOf(n)?.({ siege, stranger, keys, n, every })
  }
}

setInterval(() => (allowed = Math.min(PER_SECOND, allowed + PER_SECOND / 10)), 100)
setInterval(() => process.send?.(report), 1000)
process.on('disconnect', () => process.exit())
await Promise.all(Array.from({ length: PARALLEL }, attack))
