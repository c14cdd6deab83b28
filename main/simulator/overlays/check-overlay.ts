import { HyobanError } from '../../base/errors.ts'
import { MAX_CHURNING } from './measure.ts'
import type { OverlaySettings } from './overlay-settings.ts'

/** More nodes than these need more memory than a run may take. */
const MAX_NODES: Partial<Record<OverlaySettings['overlay'], number>> = { freenet: 100_000, neuroGrid: 100_000 }

function refuse(message: string, hint: string, details: Record<string, string | number>): never {
  throw new HyobanError('BAD_INPUT', message, { hint, details })
}

/** Throws HyobanError BAD_INPUT for the first combination that cannot be. */
export function checkOverlay(settings: OverlaySettings): void {
  const { overlay, nodes, degree, graph, rate } = settings
  const most = MAX_NODES[overlay]
  if (most !== undefined && nodes > most)
    refuse(`${overlay} takes at most ${most} nodes, not ${nodes}.`, 'Lower nodes.', { nodes, most })
  if (overlay === 'flood' || overlay === 'walk') {
    if (degree >= nodes)
      refuse(`${nodes} nodes cannot have ${degree} neighbours each.`, 'Lower degree.', { degree, nodes })
    if (graph === 'regular' && (nodes * degree) % 2 === 1)
      refuse(`A regular graph of ${nodes} nodes cannot have the odd degree ${degree}.`, 'Make one of them even.', {
        degree,
        nodes,
      })
  }
  if ((overlay === 'hubs' || overlay === 'hyobanHubs') && settings.hubs > nodes)
    refuse(`${nodes} nodes cannot have ${settings.hubs} hubs.`, 'Lower hubs.', { hubs: settings.hubs, nodes })
  if (overlay === 'chord' && settings.successors >= nodes)
    refuse(`A node cannot have ${settings.successors} successors among ${nodes} nodes.`, 'Lower successors.', {
      successors: settings.successors,
      nodes,
    })
  if (overlay === 'pGrid' && 2 ** settings.depth > nodes)
    refuse(`A tree of depth ${settings.depth} has more leaves than there are nodes (${nodes}).`, 'Lower depth.', {
      depth: settings.depth,
      nodes,
    })
  if (rate > 0 && nodes > MAX_CHURNING)
    refuse(`At most ${MAX_CHURNING} nodes can come and go, not ${nodes}.`, 'Lower nodes or set rate=0.', { nodes })
  if (rate > 0 && settings.failed + settings.failedBusiest > 0)
    refuse('Nodes either fail at once or come and go.', 'Set rate=0, or failed=0 and failedBusiest=0.', { rate })
  if (rate * settings.repair > nodes)
    refuse(
      `${rate} departures a second are more than ${nodes} nodes in a repair period of ${settings.repair} s.`,
      'Lower rate or repair.',
      { rate, nodes },
    )
  if (settings.failed >= 1 || settings.failedBusiest >= 1)
    refuse('With all nodes dead, nobody asks.', 'Set failed and failedBusiest below 1.', {
      failed: settings.failed,
      failedBusiest: settings.failedBusiest,
    })
}
