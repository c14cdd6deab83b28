/**
 * Downloads until a valid file where answers are taken at random: E[(n + 1) / (g + 1)] over searches with a valid
 * answer, of n answers with g valid ones. Of `horizon` peers a share `bad` fakes with probability `fake`, the others
 * have the file with probability `hold`.
 */
export function downloadsAtRandom(bad: number, horizon: number, hold: number, fake: number): number {
  const valid = (1 - bad) * hold
  const fakes = (bad * fake) / (1 - valid)
  let chance = (1 - valid) ** horizon
  let sum = 0
  const none = chance
  for (let g = 1; g <= horizon; g++) {
    chance *= ((horizon - g + 1) / g) * (valid / (1 - valid))
    sum += (chance * ((horizon - g) * fakes + g + 1)) / (g + 1)
  }
  return sum / (1 - none)
}
