import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import type { ActivityEntry } from '../../main/contract/activity.ts'
import type { DemoPeerKind } from '../../main/demo/behaviour.ts'
import { startDemo, type Demo } from '../../main/demo/community.ts'
import { GENTLE } from '../../main/demo/pace.ts'
import { when } from '../helpers/nodes.ts'

/** HYOBAN_DEMO_SEEDS="1,2,3" tries others; HYOBAN_DEMO_PACE=real runs the very demo that people see. */
const SEEDS = (process.env['HYOBAN_DEMO_SEEDS'] ?? '21,22').split(',').map(Number)
const REAL = process.env['HYOBAN_DEMO_PACE'] === 'real'
const FAST = {
  peers: 5,
  pace: { ...GENTLE, lively: 700 },
  traitor: { requests: 4, milliseconds: 5000, patience: Infinity },
}

let dataDir = ''
let demo: Demo | null = null
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'hyoban-demo-seeds-'))))
afterEach(async () => {
  await demo?.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** Half a minute is usual; a machine that has ten times as much to do as it can needs as many times longer. */
const LIMIT_MS = 280_000

test.each(SEEDS)(
  'a viewer of the demo (seed %i) sees the free rider excluded, the traitor rise and fall and the ' +
    'slanderer disbelieved, and reads why of each',
  async (seed) => {
    const began = performance.now()
    // before the test's own time is up, so that it can say what was seen and what was not
    const signal = AbortSignal.timeout(LIMIT_MS)
    const seconds = (): string => ((performance.now() - began) / 1000).toFixed(0)
    const running = (demo = await startDemo({
      dataDir,
      clock: systemClock,
      random: seededRandom(seed),
      log: () => {},
      shell: 'none',
      ...(REAL ? {} : FAST),
    }))
    const { handlers } = running.node
    const of = (kind: DemoPeerKind): string[] =>
      running.peers.filter((peer) => peer.kind === kind).map(({ publicKey }) => publicKey)
    const nameOf = (key: string): string => running.peers.find(({ publicKey }) => publicKey === key)?.name ?? ''
    const [slanderer] = of('falseEvaluator') as [string]
    const excludes = (entries: ActivityEntry[], key: string): ActivityEntry | undefined =>
      entries.find(({ kind, peer }) => kind === 'peerExcluded' && peer?.publicKey === key)
    const activity = (wanted: (entries: ActivityEntry[]) => boolean): Promise<ActivityEntry[]> =>
      when(handlers.activity.list({ limit: 500 }, { signal }), wanted)

    const seen: string[] = []
    const done = (what: string) => (): void => void seen.push(`${what} after ${seconds()} s`)
    // the slanderer holds everybody for bad by its own word and shuts them out before it has refused often enough to be
    // excluded itself
    const gone = [...of('freeRider'), ...of('traitor')]
    await Promise.all([
      ...gone
        .map(async (key) => {
          const entry = excludes(await activity((entries) => excludes(entries, key) !== undefined), key)
          // "... is excluded: N of its last M transfers with you failed"
          expect(entry?.values, nameOf(key)).toMatchObject({ why: 'excluded' })
          expect(['you', 'both', 'trusted']).toContain(entry?.values['whose'])
          expect(entry?.values['failed']).toBeGreaterThan(0)
        })
        .map((seeing, n) =>
          seeing.then(done(running.peers.find(({ publicKey }) => publicKey === gone[n])?.kind ?? '')),
        ),
      // "... was rated by SLANDERER: 0, although served": and who was slandered is thought well of
      activity((entries) =>
        entries.some(
          ({ kind, values }) =>
            kind === 'ratingSeen' &&
            values['rater'] === nameOf(slanderer) &&
            values['score'] === 0 &&
            values['reason'] === 'served',
        ),
      ).then(done('slander')),
      when(handlers.peers.ignored(undefined, { signal }), ({ reasons }) =>
        reasons.some(({ reason }) => reason === 'contradicts-you'),
      ).then(done('disbelief')),
      ...of('traitor').map((key) =>
        when(handlers.peers.list(undefined, { signal }), (rows) =>
          rows.some(
            ({ publicKey, history, trust }) =>
              publicKey === key && Math.max(0, ...history) > 0.55 && (trust.u ?? 1) < Math.max(...history) - 0.2,
          ),
        ).then(done('fall')),
      ),
    ]).catch(async (error: unknown) => {
      const still = new AbortController().signal
      const rows = (await when(handlers.peers.list(undefined, { signal: still }), () => true)).map(
        ({ publicKey, online, sharedFiles, trust }) =>
          `${running.peers.find((peer) => peer.publicKey === publicKey)?.kind}: ${online ? 'here' : 'away'}, ` +
          `${sharedFiles} files, ${trust.count} ratings, u ${trust.u?.toFixed(2)}`,
      )
      const lines = (await when(handlers.transfers.list(undefined, { signal: still }), () => true)).map(
        ({ direction, state, problem }) => `${direction} ${state} ${problem?.code ?? ''}`,
      )
      throw new Error(`seen: ${seen.join(', ')}; peers: ${rows.join('; ')}; transfers: ${lines.join('; ')}`, {
        cause: error,
      })
    })
    console.log(`demo, seed ${seed}: ${seen.join(', ')}`)
    const entries = await activity(() => true)
    const rows = await when(handlers.peers.list(undefined, { signal }), () => true)
    expect(rows.find(({ publicKey }) => publicKey === slanderer)?.trust.decision).not.toBe('good')
    for (const key of of('contributor')) expect(excludes(entries, key), `${nameOf(key)} is honest`).toBeUndefined()
  },
  LIMIT_MS + 30_000,
)
