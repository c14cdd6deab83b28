import { describe, expect, it } from 'vitest'
import { completeSettings, readLabAssignments } from '../../../main/simulator/lab/read-settings.ts'
import { HyobanError } from '../../../main/base/errors.ts'
import { EventHeap } from '../../../main/simulator/overlays/event-heap.ts'
import { measureOverlay } from '../../../main/simulator/overlays/measure.ts'
import { OVERLAY_METRICS, OVERLAY_PARAMETERS } from '../../../main/simulator/overlays/overlay-parameters.ts'
import { OVERLAY_PRESETS } from '../../../main/simulator/overlays/overlay-presets.ts'
import { overlayScenario } from '../../../main/simulator/overlays/overlay-scenario.ts'
import { OVERLAYS } from '../../../main/simulator/overlays/overlay-settings.ts'
import { medianAndP95 } from '../../../main/simulator/overlays/tally.ts'
import { built, settingsOf } from './experiments.ts'

const complete = (...pairs: string[]) => completeSettings(overlayScenario, readLabAssignments(overlayScenario, pairs))

/** Message and hint of the error that these settings lead to. */
function problem(...pairs: string[]): string {
  try {
    complete(...pairs)
  } catch (error) {
    if (error instanceof HyobanError) return `${error.message} ${error.hint ?? ''}`
    throw error
  }
  return ''
}

describe('settings of the overlay laboratory', () => {
  it('have the names of the documents', () => {
    expect(OVERLAY_PARAMETERS.map(({ name }) => name).join(' ')).toBe(
      'overlay nodes meanCopies zipf session repair hopDelay failed failedBusiest graph degree ttl walkers ' +
        'superShare superDegree hubs successors dimensions uniform depth references online rate crawl',
    )
    expect(OVERLAYS.join(' ')).toBe(
      'server central flood walk superNodes hubs freenet neuroGrid chord can pGrid grid hyoban hyobanHubs',
    )
    expect(OVERLAY_METRICS.map(({ name }) => name).join(' ')).toBe(
      'success messages hops hopsP95 loadRatio state availability freshness throughput ' +
        'reach giant fairZones largestZone neighbours hopRatio keysP99 keysLost lookupFailures',
    )
  })

  it('are answered with what was meant where a name is unknown', () => {
    expect(problem('overlay=cord')).toBe('overlay cannot be "cord". Did you mean chord?')
    expect(problem('node=5')).toContain('Did you mean nodes?')
    expect(problem('graph=star')).toContain('It is one of: regular, random, powerLaw.')
  })

  it('keep to their ranges', () => {
    for (const bad of ['nodes=3', 'nodes=2000000', 'failed=1.5', 'repair=0', 'dimensions=2.5', 'uniform=perhaps'])
      expect(problem(bad), bad).not.toBe('')
  })

  it('must fit together', () => {
    expect(problem('overlay=flood', 'nodes=101', 'degree=5')).toContain('cannot have the odd degree 5')
    expect(problem('overlay=flood', 'nodes=10', 'degree=10')).toContain('cannot have 10 neighbours each')
    expect(problem('overlay=hubs', 'nodes=10', 'hubs=11')).toContain('cannot have 11 hubs')
    expect(problem('overlay=chord', 'nodes=10', 'successors=10')).toContain('cannot have 10 successors')
    expect(problem('overlay=pGrid', 'nodes=1000', 'depth=9')).toBe('')
    expect(problem('overlay=pGrid', 'nodes=1000', 'depth=10')).toContain('more leaves than there are nodes')
    expect(problem('overlay=freenet', 'nodes=1000000')).toContain('at most 100000 nodes')
    expect(problem('rate=1', 'failed=0.1')).toContain('either fail at once or come and go')
    expect(problem('nodes=100', 'rate=10', 'repair=30')).toContain('more than 100 nodes in a repair period')
    expect(problem('failed=1')).toContain('nobody asks')
  })

  it('of every preset are valid', () => {
    for (const { set, name } of OVERLAY_PRESETS) expect(() => complete(...set), name).not.toThrow()
  })
})

describe('a run of the overlay laboratory', () => {
  it('is fixed by settings and seed, and reports only metrics that are listed', () => {
    const known = new Set(OVERLAY_METRICS.map(({ name }) => name))
    for (const overlay of OVERLAYS) {
      const settings = settingsOf({ overlay, nodes: 60 })
      const one = measureOverlay(settings, 7)
      expect(measureOverlay(settings, 7), overlay).toEqual(one)
      for (const [name, value] of Object.entries(one)) {
        expect(known, `${overlay} ${name}`).toContain(name)
        expect(value, `${overlay} ${name}`).not.toBeNaN()
      }
      expect(one, overlay).toMatchObject({ success: expect.any(Number), loadRatio: expect.any(Number) })
    }
  })

  it('works while nodes come and go, and with dead ones', () => {
    for (const overlay of OVERLAYS) {
      const churning = measureOverlay(settingsOf({ overlay, nodes: 60, rate: 0.05 }), 3)
      expect(churning.success, overlay).toBeGreaterThanOrEqual(0)
      const failed = measureOverlay(settingsOf({ overlay, nodes: 60, failed: 0.3, failedBusiest: 0.05 }), 3)
      expect(failed.availability, overlay).toBeLessThanOrEqual(1)
    }
  })

  it('leaves out what does not apply', () => {
    expect(measureOverlay(settingsOf({ overlay: 'central', nodes: 60 }), 1)).not.toHaveProperty('reach')
    expect(measureOverlay(settingsOf({ overlay: 'grid', nodes: 60 }), 1)).not.toHaveProperty('freshness')
    const dead = measureOverlay(settingsOf({ overlay: 'server', nodes: 60, failedBusiest: 0.02 }), 1)
    expect(dead).not.toHaveProperty('hops')
    expect(dead).not.toHaveProperty('freshness')
  })

  it('traces the way of a query from the asker to a holder or an index', () => {
    for (const overlay of OVERLAYS) {
      const { world, overlay: one } = built({ overlay, nodes: 60 }, 5)
      for (let file = 0; file < 60; file++) one.publish(file, world.liveHolder(file))
      world.tracing = true
      const { node, file } = world.nextQuery()
      const { path, found, hops } = one.query(node, file)
      expect(path[0], overlay).toBe(node)
      if (['flood', 'chord', 'can', 'pGrid'].includes(overlay)) expect(path.length - 1, overlay).toBe(hops)
      if (found && overlay === 'flood') expect(world.holds(path.at(-1) as number, file)).toBe(true)
    }
  })
})

describe('parts of the overlay laboratory', () => {
  it('take events by time, and those of one time in the order of their arrival', () => {
    const heap = new EventHeap<string>()
    for (const [time, event] of [
      [3, 'd'],
      [1, 'a'],
      [2, 'b'],
      [2, 'c'],
    ] as const)
      heap.add(time, event)
    const order: string[] = []
    for (let next = heap.take(); next; next = heap.take()) order.push(next.event)
    expect(order.join('')).toBe('abcd')
    expect(heap.size).toBe(0)
  })

  it('interpolate the median within its class', () => {
    expect(medianAndP95([2, 2, 2])).toEqual({ median: 2, p95: 2 })
    expect(medianAndP95([1, 2, 2, 3]).median).toBe(2)
    expect(medianAndP95([1, 1, 2, 2]).median).toBe(1.5)
    expect(medianAndP95([1, 2, 3, 3, 3, 3]).median).toBe(2.75)
  })
})
