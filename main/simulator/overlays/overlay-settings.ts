/** The names of the overlays, on the command line as in the code. */
export const OVERLAYS = [
  'server',
  'central',
  'flood',
  'walk',
  'superNodes',
  'hubs',
  'freenet',
  'neuroGrid',
  'chord',
  'can',
  'pGrid',
  'grid',
  'hyoban',
  'hyobanHubs',
] as const
export type OverlayName = (typeof OVERLAYS)[number]

export const GRAPHS = ['regular', 'random', 'powerLaw'] as const
export type GraphName = (typeof GRAPHS)[number]

/** Every parameter of the overlay lab; see `OVERLAY_PARAMETERS` for meaning, unit and range. */
export interface OverlaySettings {
  overlay: OverlayName
  nodes: number
  meanCopies: number
  zipf: number
  session: number
  repair: number
  hopDelay: number
  failed: number
  failedBusiest: number
  graph: GraphName
  degree: number
  ttl: number
  walkers: number
  superShare: number
  superDegree: number
  hubs: number
  successors: number
  dimensions: number
  uniform: boolean
  depth: number
  references: number
  online: number
  rate: number
  crawl: number
}

export const OVERLAY_DEFAULTS: Readonly<OverlaySettings> = Object.freeze({
  overlay: 'chord',
  nodes: 10_000,
  meanCopies: 10,
  zipf: 0.8,
  session: 3600,
  repair: 30,
  hopDelay: 0.05,
  failed: 0,
  failedBusiest: 0,
  graph: 'regular',
  degree: 4,
  ttl: 7,
  walkers: 32,
  superShare: 0.01,
  superDegree: 20,
  hubs: 0,
  successors: 0,
  dimensions: 2,
  uniform: false,
  depth: 0,
  references: 4,
  online: 1,
  rate: 0,
  crawl: 600,
})

/** Steps between two questions of a walker whether to go on. */
export const CHECK_EVERY = 4
/** Topics that hubs specialise in. */
export const TOPICS = 26
/** Entries of Freenet's routing table and store, and hops to live of its requests. */
export const FREENET = { table: 250, store: 50, hopsToLive: 20 } as const
/** NeuroGrid: nodes asked at each step, entries a node remembers, hops to live. */
export const NEUROGRID = { fanOut: 2, memory: 200, ttl: 7 } as const
/** Grid: seconds that a task takes, and that the master needs to hand it out. */
export const GRID = { task: 100, dispatch: 1 } as const
