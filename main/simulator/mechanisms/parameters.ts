import type { Parameter } from '../lab/scenario.ts'
import { IDENTITIES, NUMBER_NAMES, PARAMETERS } from '../model/settings.ts'
import { MECHANISMS } from './mechanisms.ts'

type Range = readonly [min: number, max: number]

const real = (name: string, value: number, [min, max]: Range, unit: string, text: string): Parameter => ({
  name,
  default: value,
  min,
  max,
  unit,
  text,
})
const whole = (...all: Parameters<typeof real>): Parameter => ({ ...real(...all), integer: true })
const choice = (name: string, value: string, values: readonly string[], text: string): Parameter => ({
  name,
  default: value,
  values,
  unit: '',
  text,
})

/** The reference model's parameters, from its own table. */
const MODEL: readonly Parameter[] = NUMBER_NAMES.map((name) => {
  const { default: value, min, max, integer, unit, explanation } = PARAMETERS[name]
  return { name, default: value, min, max, integer, unit, text: explanation }
})

const PROBABILITY: Range = [0, 1]

/** Every parameter of the scenario `mechanism`. */
export const MECHANISM_PARAMETERS: readonly Parameter[] = [
  choice('mechanism', 'exclusion', [...MECHANISMS.keys()], 'Which mechanism governs who is served.'),
  ...MODEL,
  choice(
    'identity',
    'PI',
    IDENTITIES.filter((one) => one !== 'none'),
    'Whether a record survives leaving (PI) or a user may return under a new name (FI).',
  ),
  real(
    'whitewasherShare',
    0,
    PROBABILITY,
    'share of peers',
    'Peers that never serve and take a new name in each round.',
  ),
  real(
    'colluderShare',
    0,
    PROBABILITY,
    'share of peers',
    'Peers that never serve and claim 100 services from each other.',
  ),
  real('oscillatorShare', 0, PROBABILITY, 'share of peers', 'Peers that serve and fail for `period` units each.'),
  whole('period', 100, [1, 1_000_000], 'units', 'How long oscillators serve before they fail as long.'),
  whole('candidates', 1, [1, 64], 'peers', 'How many providers an asker can choose from.'),
  whole('rounds', 1000, [1, 1_000_000], 'rounds', 'How long a run lasts where it goes by rounds or units.'),
  real('penalty', 0.2, PROBABILITY, 'probability', 'How likely a free rider’s request is refused.'),
  choice('history', 'shared', ['private', 'shared', 'maxflow'], 'Whose records a reciprocating peer goes by.'),
  choice('stranger', 'adaptive', ['always', 'never', 'adaptive'], 'How a reciprocating peer treats strangers.'),
  real('learnRate', 0.006, PROBABILITY, 'probability a round', 'How often a peer looks for a better strategy.'),
  real('cost', 1, [0, 1000], 'payoff', 'What one service costs the provider; `benefit` is what it brings the asker.'),
  real('alpha', 0.2, PROBABILITY, 'weight', 'Weight of the present behaviour.'),
  real('beta', 0.8, PROBABILITY, 'weight', 'Weight of the history.'),
  real('gammaRise', 0.05, PROBABILITY, 'weight', 'Weight of the change where behaviour is better than the history.'),
  real('gammaFall', 0.2, PROBABILITY, 'weight', 'Weight of the change where it is worse.'),
  whole('maxH', 10, [1, 1024], 'units', 'How many units the history covers.'),
  whole('fadingLevels', 0, [0, 20], 'values', 'Fading values that replace the plain history; 0: off.'),
  whole('friends', 10, [0, 64], 'peers', 'How many peers each one asks for opinions.'),
  real('quorumWeight', 0.1, PROBABILITY, 'weight', 'Weight of the friends’ opinions beside one’s own.'),
  whole('horizon', 200, [1, 10_000], 'peers', 'How many peers hear a search.'),
  real('holdShare', 0.0145, PROBABILITY, 'probability', 'How likely an honest peer has the file.'),
  real('fakeShare', 0.9, PROBABILITY, 'probability', 'How likely a bad peer answers with a fake.'),
  real(
    'forgetting',
    0.9,
    PROBABILITY,
    'factor a unit',
    'How past behaviour keeps its weight; 1: all history counts alike.',
  ),
  real('k/v', 0.5, [0, 1000], 'ratio', 'What cooperating costs, by what a full reputation earns.'),
  whole('copies', 3, [1, 64], 'copies', 'How many hosts hold an object.'),
  choice('placement', 'informed', ['random', 'informed'], 'How the hosts of an object are chosen.'),
  whole(
    'fragments',
    0,
    [0, 64],
    'fragments',
    'Erasure coding: as many fragments restore an object, and as much space as `copies` is used; 0: off.',
  ),
]
