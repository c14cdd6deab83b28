import type { LabSettings } from '../lab/scenario.ts'
import { NUMBER_NAMES } from '../model/settings.ts'
import { OUT, PRAISES, SERVES, watchedRule } from './watching/dealing-watch.ts'
import { TICKS } from './watching/dealing-recorder.ts'
import { COLLUDER, isHonest, LAB_KINDS, layOutKinds, SHARES } from './kinds.ts'
import { BYTES_PER_PEER, Meetings, type MeetingSociety } from './meetings.ts'
import { fitsKernel, KernelMeetings, type KernelRule } from './meetings/kernel-meetings.ts'
import { numberOf, type Mechanism } from './mechanism.ts'
import type { Rule } from './rule.ts'

/** What every mechanism that governs meetings reads. */
const COMMON: readonly string[] = [...new Set([...NUMBER_NAMES, ...SHARES, 'period', 'identity', 'candidates'])]
/** Transactions between two calls of `between`: a few milliseconds. */
const SLICE = 16_384
const SECONDS_PER_TRANSACTION = 2e-7

interface MeetingOptions {
  name: string
  title: string
  uses?: readonly string[]
  defaults?: LabSettings
  /** Whether it excludes peers. */
  excludes?: boolean
  secondsPerTransaction?: number
  /** The same rule in the reference model's kernel, for the settings that it can run, and what it keeps of a peer. */
  kernel?: { rule: KernelRule; bytes(settings: LabSettings): number }
  check?(settings: LabSettings): void
  rule(society: MeetingSociety): Rule
}

/** A mechanism that governs the meetings of the reference model. */
export function meetingMechanism(options: MeetingOptions): Mechanism {
  const { name, title, uses = [], defaults = {}, excludes = false, kernel, check, rule } = options
  return {
    name,
    title,
    uses: [...COMMON, ...uses],
    defaults,
    ...(check && { check }),
    seconds: (settings) =>
      numberOf(settings, 'transactions') * (options.secondsPerTransaction ?? SECONDS_PER_TRANSACTION),
    run(settings, seed, between, watch) {
      if (watch) watch.peers(layOutKinds(settings), LAB_KINDS)
      else if (kernel && fitsKernel(settings, kernel.rule)) {
        const society = new KernelMeetings(settings, seed, kernel.rule)
        try {
          const metrics = measure(society, settings, SLICE, between)
          return {
            ...metrics,
            ...(excludes && excluded(society)),
            state: BYTES_PER_PEER + kernel.bytes(settings),
          }
        } finally {
          society.release()
        }
      }
      const society = new Meetings(settings, seed, watch ? (own) => watchedRule(rule(own), watch) : rule)
      const state = (slot: number): number =>
        (society.serves(slot) ? SERVES : 0) +
        (society.isExcluded(slot) ? OUT : 0) +
        (society.kinds[slot] === COLLUDER ? PRAISES : 0)
      const transactions = numberOf(settings, 'transactions')
      const slice = watch ? Math.max(1, Math.floor(transactions / TICKS)) : SLICE
      const metrics = measure(society, settings, slice, (done) => {
        watch?.moment(done, state, { x: society.x })
        between(done)
      })
      return { ...metrics, ...(excludes && excluded(society)), state: society.state }
    },
  }
}

/** Runs a society, `slice` transactions between two calls of `between`; what it was like in the last tenth. */
function measure(
  society: Meetings | KernelMeetings,
  settings: LabSettings,
  slice: number,
  between: (done: number) => void,
): Record<string, number> {
  const transactions = numberOf(settings, 'transactions')
  const advanceTo = (end: number): void => {
    while (society.transaction < end) {
      society.advance(Math.min(slice, end - society.transaction))
      between(society.transaction / transactions)
    }
  }
  advanceTo(Math.min(transactions - 1, Math.round(0.9 * transactions)))
  society.restartSums()
  advanceTo(transactions)
  const { sums } = society
  return {
    x: sums.x / sums.transactions,
    W: sums.W / sums.transactions,
    ...(sums.requests > 0 && { cooperation: sums.served / sums.requests }),
    ...(society.requests > 0 && { badDownloads: society.bad / society.requests }),
  }
}

/** The excluded share of the honest and of the bad peers, where there are any. */
function excluded(society: Meetings | KernelMeetings): Record<string, number> {
  const counts = { honest: 0, bad: 0 }
  const out = { honest: 0, bad: 0 }
  for (let slot = 0; slot < society.N; slot++) {
    const group = isHonest(society.kinds[slot] as number) ? 'honest' : 'bad'
    counts[group]++
    if (society.isExcluded(slot)) out[group]++
  }
  return {
    ...(counts.honest > 0 && { excludedHonest: out.honest / counts.honest }),
    ...(counts.bad > 0 && { excludedBad: out.bad / counts.bad }),
  }
}
