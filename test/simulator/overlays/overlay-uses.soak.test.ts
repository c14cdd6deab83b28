import { describe, expect, it } from 'vitest'
import { measureOverlay } from '../../../main/simulator/overlays/measure.ts'
import { OVERLAY_DEFAULTS, OVERLAYS, type OverlaySettings } from '../../../main/simulator/overlays/overlay-settings.ts'
import { usesOfOverlay } from '../../../main/simulator/overlays/overlay-uses.ts'

/** Another allowed value of each parameter that not every overlay reads. */
const OTHER: Partial<OverlaySettings> = {
  session: 60,
  hopDelay: 0.2,
  graph: 'random',
  degree: 6,
  ttl: 3,
  walkers: 4,
  superShare: 0.1,
  superDegree: 4,
  hubs: 5,
  successors: 3,
  dimensions: 3,
  uniform: true,
  depth: 3,
  references: 2,
  crawl: 60,
}

describe('the parameters of an overlay', () => {
  it.each(OVERLAYS)('%s depends on no other than those it is said to read', (overlay) => {
    const set: OverlaySettings = { ...OVERLAY_DEFAULTS, overlay, nodes: 64, superShare: 0.2 }
    const before = measureOverlay(set, 1)
    const uses = usesOfOverlay(overlay)
    for (const name of Object.keys(OTHER) as (keyof OverlaySettings)[]) {
      const changed = JSON.stringify(measureOverlay({ ...set, [name]: OTHER[name] }, 1)) !== JSON.stringify(before)
      expect(`${name}: ${changed}`).toBe(`${name}: ${uses.includes(name)}`)
    }
  })
})
