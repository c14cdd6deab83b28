import { BOTH, NEIGHBOURS, TO_ALL, TO_ONE, type Attack } from './attack.ts'
import { Society } from './society.ts'

/** Traitors per run whose readmission is measured. */
const ASKED = 20
const PATIENCE = 200

/** 10 % serve well until they are trusted, then give everybody bad content. */
export const traitors: Attack = {
  name: 'traitors',
  title: '10 % traitors, good for 6 meetings an edge, then bad',
  modes: BOTH,
  measures: [
    TO_ONE,
    TO_ALL,
    {
      key: 'amends',
      text: 'good uploads to others until a peer readmits it, for each bad one',
      unit: 'ratio',
      bar: { atLeast: 2 },
    },
    { key: 'wronged', text: 'honest peers excluded', unit: '%', bar: { atMost: 1 } },
  ],
  run({ mode, seed, peers, parameters }) {
    const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS, parameters })
    const { reputation, random } = society
    let turned = false
    const chosen = society.turn(0.1, () => ({ serves: () => (turned ? 'bad' : 'good'), rates: (truth) => truth }))
    society.meetings(6)
    turned = true
    const pairs = new Map<number, number>()
    society.onService = (provider, asker, outcome) => {
      const pair = provider * peers + asker
      if (outcome === 'bad' && society.attacker[provider] && !society.attacker[asker])
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
    }
    society.meetings(6)
    const bads = chosen.map((peer) => society.badBy[peer] as number)
    const wronged = 100 * society.excludedShare(false)
    // readmission: good uploads to the honest neighbours, one at a time, until the observer readmits the traitor
    const ratios: number[] = []
    for (const traitor of chosen) {
      if (ratios.length >= ASKED) break
      const near = (society.neighbours[traitor] as number[]).filter((peer) => !society.attacker[peer])
      const observer = near.find((peer) => reputation.standing(peer, traitor) === 'bad')
      const bad = society.badBy[traitor] as number
      if (observer === undefined || near.length < 2 || bad === 0) continue
      let good = 0
      while (good < PATIENCE && reputation.standing(observer, traitor) === 'bad') {
        const other = near[random.int(near.length)] as number
        if (other === observer) continue
        reputation.rate(other, traitor, 1, 2)
        good++
      }
      ratios.push(good / bad)
    }
    return {
      toAll: bads.reduce((a, b) => a + b, 0) / Math.max(1, bads.length),
      toOne: Math.max(0, ...pairs.values()),
      wronged,
      amends: ratios.length === 0 ? 0 : ratios.reduce((a, b) => a + b, 0) / ratios.length,
    }
  },
}

/** Neighbours in common with a traitor that those whom it cheats have at most. */
const MAX_IN_COMMON = 1

/**
 * 10 % serve well, and then give bad content to those neighbours only that can hardly warn the rest: they have at most
 * one neighbour in common with the traitor, so that nearly nobody who meets it believes them. Everybody else is served
 * well, so that the record stays good.
 */
export const silentTraitors: Attack = {
  name: 'silentTraitors',
  title: '10 % traitors that cheat only those who cannot warn the rest',
  modes: BOTH,
  measures: [
    TO_ONE,
    { key: 'toAll', text: 'bad uploads of one traitor to all peers together', unit: 'uploads', bar: { atMost: 10 } },
    { key: 'cheated', text: 'neighbours of a traitor that it cheats', unit: '%', bar: null },
    { key: 'caught', text: 'cheated neighbours that exclude it at the end', unit: '%', bar: { atLeast: 95 } },
  ],
  run({ mode, seed, peers, parameters }) {
    const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS, parameters })
    const { neighbours, reputation } = society
    let turned = false
    /** By traitor: the neighbours that it cheats. */
    const silent = new Map<number, Set<number>>()
    const chosen = society.turn(0.1, (traitor) => ({
      serves: (asker) => (turned && silent.get(traitor)?.has(asker) ? 'bad' : 'good'),
      rates: (truth) => truth,
    }))
    for (const traitor of chosen) {
      const near = neighbours[traitor] as number[]
      const inCommon = (peer: number): number =>
        near.filter((other) => (neighbours[peer] as number[]).includes(other)).length
      silent.set(traitor, new Set(near.filter((peer) => !society.attacker[peer] && inCommon(peer) <= MAX_IN_COMMON)))
    }
    society.meetings(6)
    turned = true
    const pairs = new Map<number, number>()
    society.onService = (provider, asker, outcome) => {
      const pair = provider * peers + asker
      if (outcome === 'bad' && society.attacker[provider] && !society.attacker[asker])
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
    }
    society.meetings(6)
    let [met, cheated, caught, bad] = [0, 0, 0, 0]
    for (const traitor of chosen) {
      const victims = silent.get(traitor) as Set<number>
      met += (neighbours[traitor] as number[]).length
      cheated += victims.size
      bad += society.badBy[traitor] as number
      for (const victim of victims) if (reputation.standing(victim, traitor) === 'bad') caught++
    }
    return {
      toOne: Math.max(0, ...pairs.values()),
      toAll: bad / Math.max(1, chosen.length),
      cheated: (100 * cheated) / Math.max(1, met),
      caught: cheated === 0 ? 100 : (100 * caught) / cheated,
    }
  },
}
