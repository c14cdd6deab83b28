import { HyobanError } from '../../base/errors.ts'
import {
  BAD,
  COUNT,
  GENEROSITY,
  KIND_MASK,
  NARROW,
  PLACE,
  RATING_SHIFT,
  RECORD_SHIFT,
  RING_GOOD,
  SERVES_SHIFT,
  STATE,
  type PeerArrays,
} from './peers.ts'
import { USER_KINDS, type ModelSettings } from './settings.ts'

/** What a run starts from, in the order of its slots; plain data. */
export interface Records {
  /** Indices into USER_KINDS. */
  kinds: Uint8Array
  /** Ratings, and those of 0 among them. */
  count: Int32Array
  bad: Int32Array
  /** The last 28 ratings, the newest in bit 0. */
  recent: Int32Array
  /** 1 where the peer is excluded. */
  excluded: Uint8Array
  /** Generosity in 2^-32 of its maximum; 0: drawn by the run. Left out: all are drawn. */
  generosity?: Int32Array
  /** Share of contributors; left out: 1, as at the start of the model. */
  x?: number
  /** Of a run that was stopped: what it takes to go on as if it had not been, bit for bit. */
  stopped?: Stopped
}

export interface Stopped {
  transaction: number
  performanceSum: number
  serves: Uint8Array
  /** Slots that are not excluded, in their order. */
  participants: Int32Array
  rings: Int32Array
  ringGood: Int32Array
  /** States of the generators. */
  streams: { generosity: Int32Array; meetings: Int32Array; turnover: Int32Array }
}

const ALL_RECENT = (1 << NARROW) - 1

/** Throws HyobanError BAD_INPUT for records that no run of these settings can have. */
function check({ kinds, count, bad, recent, excluded, generosity }: Records, { N }: ModelSettings): void {
  const lists = [kinds, count, bad, recent, excluded, ...(generosity ? [generosity] : [])]
  const isWrong =
    lists.some(({ length }) => length !== N) ||
    kinds.some((kind) => kind >= USER_KINDS.length) ||
    bad.some((value, slot) => value < 0 || value > (count[slot] as number))
  if (isWrong) throw new HyobanError('BAD_INPUT', 'The start state does not fit the settings.', { details: { N } })
}

/** Lays the records over fresh peers; returns how many participate. Throws HyobanError BAD_INPUT. */
export function placeRecords(peers: PeerArrays, records: Records, settings: ModelSettings): number {
  check(records, settings)
  const { ints, participants, rings, ringWords } = peers
  const { N, recentWindow } = settings
  const { stopped } = records
  let left = 0
  for (let slot = 0; slot < N; slot++) {
    const p = slot << RECORD_SHIFT
    const recent = (records.recent[slot] as number) & ALL_RECENT
    ints[p | STATE] = (recent << RATING_SHIFT) | (records.kinds[slot] as number)
    ints[p | COUNT] = records.count[slot] as number
    ints[p | BAD] = records.bad[slot] as number
    const isOut = records.excluded[slot] === 1
    ints[p | PLACE] = isOut ? -1 : left
    if (!isOut) participants[left++] = slot
    if (ringWords === 0 || stopped) continue
    const known = Math.min(NARROW, records.count[slot] as number, recentWindow)
    for (let back = 0; back < known; back++) {
      if (((recent >>> back) & 1) === 0) continue
      const place = ((records.count[slot] as number) - 1 - back) % recentWindow
      const word = slot * ringWords + (place >>> 5)
      rings[word] = (rings[word] as number) | (1 << (place & 31))
      ints[p | RING_GOOD] = (ints[p | RING_GOOD] as number) + 1
    }
  }
  if (!stopped) return left
  stopped.participants.forEach((slot, place) => {
    participants[place] = slot
    ints[(slot << RECORD_SHIFT) | PLACE] = place
  })
  rings.set(stopped.rings)
  for (let slot = 0; slot < N; slot++) {
    const p = slot << RECORD_SHIFT
    ints[p | RING_GOOD] = stopped.ringGood[slot] as number
    ints[p | STATE] = (ints[p | STATE] as number) | ((stopped.serves[slot] as number) << SERVES_SHIFT)
  }
  return left
}

/** The records of peers now, and what else a stopped run needs; `left` participate. */
export function readRecords(
  { ints, participants, rings }: PeerArrays,
  left: number,
  run: Pick<Stopped, 'transaction' | 'performanceSum' | 'streams'>,
): Records {
  const at = (offset: number): Int32Array =>
    Int32Array.from({ length: ints.length >> RECORD_SHIFT }, (_, slot) => ints[(slot << RECORD_SHIFT) | offset] ?? 0)
  const states = at(STATE)
  return {
    kinds: Uint8Array.from(states, (state) => state & KIND_MASK),
    count: at(COUNT),
    bad: at(BAD),
    recent: states.map((state) => (state >>> RATING_SHIFT) & ALL_RECENT),
    excluded: Uint8Array.from(at(PLACE), (place) => (place < 0 ? 1 : 0)),
    generosity: at(GENEROSITY),
    stopped: {
      ...run,
      serves: Uint8Array.from(states, (state) => (state >>> SERVES_SHIFT) & 1),
      participants: participants.slice(0, left),
      rings: rings.slice(),
      ringGood: at(RING_GOOD),
    },
  }
}
