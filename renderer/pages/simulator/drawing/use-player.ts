import { useEffect, useState, useSyncExternalStore } from 'react'
import { Player } from './player.ts'

/** Steps a second of a drawing that has just been opened. */
const DEFAULT_SPEED = 1

/** A player of `length` steps, which rewinds when `what` is replaced; the component follows its whole steps. */
export function usePlayer(what: unknown, length: number, speed = DEFAULT_SPEED): Player {
  const [player] = useState(() => new Player(window, { length, speed }))
  useEffect(() => {
    player.load(length)
  }, [player, what, length])
  useEffect(() => () => player.pause(), [player])
  useSyncExternalStore(player.subscribe, () => player.changes)
  return player
}
