import { CanOverlay } from './kinds/can.ts'
import { ChordOverlay } from './kinds/chord.ts'
import { FloodOverlay } from './kinds/flood.ts'
import { FreenetOverlay } from './kinds/freenet.ts'
import { GridOverlay } from './kinds/grid.ts'
import { HubsOverlay } from './kinds/hubs.ts'
import { HyobanHubsOverlay } from './kinds/hyoban-hubs.ts'
import { HyobanOverlay } from './kinds/hyoban.ts'
import { NeuroGridOverlay } from './kinds/neuro-grid.ts'
import { PGridOverlay } from './kinds/p-grid.ts'
import { CentralOverlay, ServerOverlay } from './kinds/server.ts'
import { SuperNodesOverlay } from './kinds/super-nodes.ts'
import { WalkOverlay } from './kinds/walk.ts'
import type { SearchOverlay } from './overlay.ts'
import type { OverlayName } from './overlay-settings.ts'
import type { World } from './world.ts'

/** How each overlay is built. A new one is a file in kinds/ and a line here. */
const BUILDERS = {
  server: ServerOverlay,
  central: CentralOverlay,
  flood: FloodOverlay,
  walk: WalkOverlay,
  superNodes: SuperNodesOverlay,
  hubs: HubsOverlay,
  freenet: FreenetOverlay,
  neuroGrid: NeuroGridOverlay,
  chord: ChordOverlay,
  can: CanOverlay,
  pGrid: PGridOverlay,
  grid: GridOverlay,
  hyoban: HyobanOverlay,
  hyobanHubs: HyobanHubsOverlay,
} as const satisfies Record<OverlayName, new (world: World) => SearchOverlay>

/** Builds the overlay that the settings of `world` name. */
export function makeOverlay(world: World): SearchOverlay {
  return new BUILDERS[world.settings.overlay](world)
}
