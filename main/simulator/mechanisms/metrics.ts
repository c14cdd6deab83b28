import type { Metric } from '../lab/scenario.ts'

/** Every metric of the scenario `mechanism`; a mechanism yields those that apply to it. */
export const MECHANISM_METRICS: readonly Metric[] = [
  { name: 'x', unit: 'share of peers', text: 'Contributors among the participants, mean over the last tenth.' },
  { name: 'W', unit: '', text: 'System performance, mean over the last tenth.' },
  { name: 'cooperation', unit: 'share of requests', text: 'Requests that were served, in the last tenth.' },
  { name: 'badDownloads', unit: 'share of requests', text: 'Requests that ended at a peer that does not serve.' },
  { name: 'downloadsPerFile', unit: 'downloads', text: 'Downloads until a valid file, in the last tenth.' },
  {
    name: 'cost',
    unit: 'share of service, or downloads',
    text: 'Behaviour minus trust value, mean; of friends: failed downloads per file, over the whole run.',
  },
  { name: 'defectShare', unit: 'share of the game', text: 'How long the best seller defects.' },
  { name: 'survival', unit: 'share of objects', text: 'Objects that survive the catastrophe.' },
  { name: 'loadRatio', unit: 'ratio', text: 'Load of the busiest host, by the mean load.' },
  { name: 'excludedHonest', unit: 'share of honest peers', text: 'Honest peers that are excluded in the end.' },
  { name: 'excludedBad', unit: 'share of bad peers', text: 'Bad peers that are excluded in the end.' },
  { name: 'state', unit: 'bytes a peer', text: 'Memory that the mechanism and the peers take.' },
]
