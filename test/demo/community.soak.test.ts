import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import type { PeerRow } from '../../main/contract/peers.ts'
import type { DemoPeerKind } from '../../main/demo/behaviour.ts'
import { startDemo, type Demo } from '../../main/demo/community.ts'
import { GENTLE } from '../../main/demo/pace.ts'
import { when } from '../helpers/nodes.ts'

const silent = (): void => {}

const signal = new AbortController().signal

describe('a demo of five peers', () => {
  let dataDir = ''
  let demo: Demo
  let took = 0

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hyoban-demo-test-'))
    const began = performance.now()
    demo = await startDemo({
      peers: 5,
      dataDir,
      clock: systemClock,
      random: seededRandom(1),
      log: silent,
      traitor: { requests: 4, milliseconds: 6_000, patience: Infinity },
      pace: { ...GENTLE, lively: 900 },
    })
    took = performance.now() - began
  })
  afterAll(async () => {
    await demo?.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  const of = (rows: readonly PeerRow[], kind: DemoPeerKind): PeerRow[] =>
    rows.filter((row) => demo.peers.some((peer) => peer.publicKey === row.publicKey && peer.kind === kind))

  it("starts quickly, with everybody's name and kind known to the handle and only the name to the UI", async () => {
    expect(took).toBeLessThan(20_000)
    expect(demo.peers.map((peer) => peer.kind)).toEqual([
      'contributor',
      'freeRider',
      'contributor',
      'traitor',
      'falseEvaluator',
    ])
    const rows = await when(
      demo.node.handlers.peers.list(undefined, { signal }),
      (list) => list.filter((row) => row.online && row.name).length === 5,
    )
    expect(rows.map((row) => row.name).sort()).toEqual(demo.peers.map((peer) => peer.name).sort())
    expect(JSON.stringify(rows)).not.toMatch(/freeRider|traitor|falseEvaluator|contributor/)
    const info = await demo.node.handlers.node.info(undefined, { signal })
    expect(info).toMatchObject({ demo: true, firstRun: false, identity: { name: 'You' } })
  })

  it("offers everybody's files in the viewer's search, equal ones as one row with several sources", async () => {
    const result = await when(
      demo.node.handlers.search.run({ text: '', kinds: [], limit: 500 }, { signal }),
      ({ hits }) =>
        new Set(hits.flatMap((hit) => hit.sources.map((source) => source.publicKey))).size >= 5 &&
        hits.some((hit) => hit.sources.length >= 5),
    )
    expect(result.hits.length).toBeGreaterThan(15)
    expect(result.hits.some((hit) => hit.otherNames.length > 0)).toBe(true)
  })

  it('excludes the free rider and lists the reason; several peers vouch for each contributor', async () => {
    const rows = await when(demo.node.handlers.peers.list(undefined, { signal }), (list) => {
      const [low, high] = [of(list, 'freeRider'), of(list, 'contributor')]
      return (
        low.every((row) => row.trust.decision === 'bad') &&
        high.some((row) => row.trust.raters >= 2 && row.trust.decision === 'good') &&
        low.every((bad) => high.every((good) => (bad.trust.u ?? 1) < (good.trust.u ?? 0)))
      )
    })
    expect(Math.max(...of(rows, 'freeRider').map((row) => row.trust.u ?? 1))).toBeLessThan(0.3)
    const excluded = await when(demo.node.handlers.peers.excluded(undefined, { signal }), (list) =>
      of(rows, 'freeRider').every((row) => list.some(({ peer }) => peer.publicKey === row.publicKey)),
    )
    expect(excluded.find(({ peer }) => peer.publicKey === of(rows, 'freeRider')[0]?.publicKey)).toMatchObject({
      by: 'rule',
      reason: { key: 'excluded' },
    })
  }, 60_000)

  it('shows that the slander of the false evaluator is not believed', async () => {
    const slanderer = demo.peers.find((peer) => peer.kind === 'falseEvaluator')!
    // which of them it meets before they all shut it out is a matter of chance
    const found = new AbortController()
    const { peer } = await Promise.any(
      demo.peers
        .filter(({ kind }) => kind === 'contributor')
        .map(({ publicKey }) =>
          when(
            demo.node.handlers.peers.detail({ publicKey }, { signal: found.signal }),
            (detail) =>
              detail.peer.trust.decision !== 'new' &&
              detail.ratings.some(({ rater, score }) => rater.publicKey === slanderer.publicKey && score === 0),
          ),
        ),
    )
    found.abort()
    expect(peer.trust.decision).toBe('good')
  }, 60_000)

  it("shows the traitor's fall: recent trust below what it has earned in all", async () => {
    const rows = await when(demo.node.handlers.peers.list(undefined, { signal }), (list) =>
      of(list, 'traitor').every(
        ({ trust, history }) => trust.decision === 'bad' && (trust.u ?? 1) < Math.max(...history) - 0.2,
      ),
    )
    const history = of(rows, 'traitor')[0]?.history ?? []
    expect(Math.max(...history)).toBeGreaterThan(0.5)
  }, 90_000)

  it('goes away without a trace', async () => {
    await demo.close()
    expect(await readdir(join(dataDir, 'demo'))).toEqual([])
    await demo.close()
  })
})
