import type { Metric, Parameter } from '../lab/scenario.ts'
import { GRAPHS, OVERLAY_DEFAULTS, OVERLAYS, type OverlaySettings } from './overlay-settings.ts'

type Range = Omit<Parameter, 'name' | 'default'>

const share = (text: string, unit = 'share of nodes'): Range => ({ text, unit, min: 0, max: 1 })
const seconds = (text: string, min: number, max: number): Range => ({ text, unit: 'seconds', min, max })
const whole = (text: string, unit: string, min: number, max: number): Range => ({ text, unit, min, max, integer: true })

const RANGES: Readonly<Record<keyof OverlaySettings, Range>> = {
  overlay: { text: 'The overlay that the nodes form.', unit: '', values: OVERLAYS },
  nodes: whole('How many nodes there are, and as many files.', 'nodes', 4, 1_000_000),
  meanCopies: { text: 'Copies of a file on average; each has at least one.', unit: 'copies', min: 0.1, max: 1000 },
  zipf: { text: 'Exponent of the popularity of files: of their copies, and of the queries.', unit: '', min: 0, max: 3 },
  session: seconds('How long a node stays on average where nodes come and go and rate is 0.', 1, 1e9),
  repair: seconds('How often a node looks after its contacts.', 0.1, 1e6),
  hopDelay: seconds('How long a message takes.', 0, 60),
  failed: share('Nodes, drawn at random, that are dead and not yet noticed.'),
  failedBusiest: share('Nodes with the highest load that are dead and not yet noticed.'),
  graph: { text: 'Who is whose neighbour, in flood and walk.', unit: '', values: GRAPHS },
  degree: whole('Neighbours of a node in flood and walk, first contacts in neuroGrid.', 'nodes', 1, 100),
  ttl: whole('Hops that a flood lives.', 'hops', 1, 1_000_000),
  walkers: whole('Walkers of a query.', 'walkers', 1, 10_000),
  superShare: { ...share('Nodes that are super-nodes.'), min: 0.00001 },
  superDegree: whole('Neighbours of a super-node.', 'nodes', 1, 1000),
  hubs: whole('How many nodes are hubs; 0: as many as the overlay needs (a hundredth in hubs).', 'nodes', 0, 1_000_000),
  successors: whole("Length of a Chord node's successor list; 0: twice log2 of the nodes.", 'nodes', 0, 1000),
  dimensions: whole('Dimensions of the CAN.', '', 1, 10),
  uniform: { text: 'Whether a node that joins a CAN halves the largest zone nearby.', unit: '' },
  depth: whole('Depth of the P-Grid; 0: log2 of the nodes.', 'bits', 0, 20),
  references: whole('References of a P-Grid node for each bit.', 'nodes', 1, 100),
  online: { ...share('Nodes that are on line when queries are asked.'), min: 0.001 },
  rate: {
    text: 'Departures, and as many arrivals, while queries are asked; 0: nodes stay, and only look-ups see them go.',
    unit: 'a second',
    min: 0,
    max: 1e6,
  },
  crawl: seconds('How often the server crawls what is new.', 1, 1e7),
}

/** Parameters of the scenario `overlay`, in the order of the command line's help. */
export const OVERLAY_PARAMETERS: readonly Parameter[] = Object.entries(RANGES).map(([name, range]) => ({
  name,
  default: OVERLAY_DEFAULTS[name as keyof OverlaySettings],
  ...range,
}))

const metric = (name: string, unit: string, text: string): Metric => ({ name, unit, text })

/** Metrics of the scenario `overlay`; one that does not apply to a run is left out of its report. */
export const OVERLAY_METRICS: readonly Metric[] = [
  metric('success', 'share of queries', 'Queries answered, of those for files of which a live node has a copy.'),
  metric('messages', 'a query', 'Messages sent, those to dead nodes included.'),
  metric('hops', 'hops', 'Median way to an answer, interpolated within its class.'),
  metric('hopsP95', 'hops', '95th percentile of the way to an answer.'),
  metric('loadRatio', 'times', 'Messages handled by the busiest live node over the mean.'),
  metric('state', 'entries', 'Contacts and index entries that a live node keeps on average.'),
  metric('availability', 'share of queries', 'Queries answered, of all.'),
  metric('freshness', 'seconds', 'From an update until a query finds it.'),
  metric(
    'throughput',
    'a second',
    'Queries that the busiest node allows at one message a second; tasks done of a grid.',
  ),
  metric('reach', 'nodes', 'Nodes that a flood reaches, without the asker.'),
  metric('giant', 'share of live nodes', 'Live nodes in the largest connected part of the graph.'),
  metric('fairZones', 'share of nodes', 'CAN nodes whose zone has the fair size: the power of 2 nearest to 1/nodes.'),
  metric('largestZone', 'times', 'Largest zone of the CAN over the mean.'),
  metric('neighbours', 'nodes', 'Mean number of neighbours in the CAN.'),
  metric('hopRatio', 'times', 'Mean hops of the CAN over (d/4) nodes^(1/d).'),
  metric('keysP99', 'times', '99th percentile of keys a node over their mean, of 50 keys a node.'),
  metric('keysLost', 'share of keys', 'Keys published whose node is dead.'),
  metric(
    'lookupFailures',
    'share of look-ups',
    'Look-ups that do not arrive at the node that is responsible: with failed nodes, past dead contacts; ' +
      'otherwise while nodes come and go, giving up at the first dead contact.',
  ),
]
