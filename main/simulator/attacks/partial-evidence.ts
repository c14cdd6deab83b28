import { NEIGHBOURS, TO_ALL, TO_ONE, type Attack } from './attack.ts'
import { Society } from './society.ts'

/** Share of the rating logs of others that a peer holds. */
const LOGS_HELD = 0.5
/** Each peer has a ledger of its own here, which takes its time and memory. */
const MAX_PEERS = 100

/** The attacks of traitors and of slanderers who serve well, where each peer holds half of all rating logs only. */
export const partialEvidence: Attack = {
  name: 'partialEvidence',
  title: 'observers that hold half of the rating logs, among 100 peers at most',
  modes: ['robust'],
  measures: [
    TO_ONE,
    TO_ALL,
    { key: 'wronged', text: 'honest peers excluded while traitors are about', unit: '%', bar: { atMost: 1 } },
    {
      key: 'slandered',
      text: 'honest peers excluded; 50 % slander everybody and serve well',
      unit: '%',
      bar: { atMost: 5 },
    },
  ],
  run({ seed, peers: wanted, parameters }) {
    const peers = Math.min(wanted, MAX_PEERS)
    const settings = { mode: 'robust' as const, seed, peers, neighbours: NEIGHBOURS, parameters, logsHeld: LOGS_HELD }
    const betrayed = new Society(settings)
    let turned = false
    const traitors = betrayed.turn(0.1, () => ({ serves: () => (turned ? 'bad' : 'good'), rates: (truth) => truth }))
    betrayed.meetings(6)
    turned = true
    const pairs = new Map<number, number>()
    betrayed.onService = (provider, asker, outcome) => {
      const pair = provider * peers + asker
      if (outcome === 'bad' && betrayed.attacker[provider] && !betrayed.attacker[asker])
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
    }
    betrayed.meetings(6)
    const bad = traitors.reduce((sum, traitor) => sum + (betrayed.badBy[traitor] as number), 0)
    const slandered = new Society(settings)
    slandered.turn(0.5, () => ({ serves: () => 'good', rates: () => 0 }))
    slandered.meetings(6)
    return {
      toOne: Math.max(0, ...pairs.values()),
      toAll: bad / Math.max(1, traitors.length),
      wronged: 100 * betrayed.excludedShare(false),
      slandered: 100 * slandered.excludedShare(false),
    }
  },
}
