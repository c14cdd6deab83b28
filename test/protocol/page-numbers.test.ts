import { describe, expect, it } from 'vitest'
import { MAX_BLOCK_BYTES } from '../../main/logs/storage.ts'
import { RATE as LOG_RATE } from '../../main/logs/rating-logs.ts'
import { CONFIRM_TIMEOUT_MS, REMIND_MS } from '../../main/network/connection/exclusion-notifier.ts'
import { YIELD_MS } from '../../main/network/patches/dial-tiebreak.ts'
import { RATE as HEADS_RATE } from '../../main/ratings/equivocation/outbox.ts'
import { MAX_LARGE_AN_HOUR, MAX_SMALL_AN_HOUR } from '../../main/ratings/receipts/receipt-limits.ts'
import { MIN_HOLDERS, QUIET_MS } from '../../main/ratings/recovery/log-recovery.ts'
import { ASKED, PASSED_ON } from '../../main/protocol/search-reach.ts'
import { ALL_ASKS, SEEN_MS } from '../../main/search/network/flood/flood.ts'
import { HOP_MS, MAX_ROUTES } from '../../main/search/network/flood/route-table.ts'
import { MAX_PER_PEER as MAX_QUESTIONS } from '../../main/search/network/question-queue.ts'
import { CHANGES } from '../../main/search/replication/catalogue-change-limit.ts'
import { TRICKLE_BYTES, TRICKLE_MS } from '../../main/transfers/download/session/stall-detector.ts'
import { IDLE_MS, MAX_PER_PEER } from '../../main/transfers/upload/peer-uploads.ts'
import { TURN_BYTES } from '../../main/transfers/upload/slots.ts'
import { readPage } from './page.ts'

const text = readPage('PROTOCOL.md').replace(/\s+/g, ' ')

/** What the page says, and the numbers in it: right values as literals, beside the constants of the code. */
const SAID: [sentence: string, found: unknown, wanted: unknown][] = [
  ['the other SHOULD wait 1.5 seconds for that call', YIELD_MS, 1500],
  ['less than 256 KiB in 60 seconds while chunks are due', [TRICKLE_BYTES, TRICKLE_MS], [262_144, 60_000]],
  ['when it has more than 16 of the requester', MAX_PER_PEER, 16],
  ['asked for nothing for 120 seconds', IDLE_MS, 120_000],
  ['others wait, at a receipt after 64 MiB', TURN_BYTES, 67_108_864],
  ['in an hour, and for at most 60 such files', MAX_SMALL_AN_HOUR, 60],
  ['at most 240 sessions with each requester in an hour', MAX_LARGE_AN_HOUR, 240],
  ['SHOULD ask at most 10 neighbours', ASKED, 10],
  ['to at most 5 further members', PASSED_ON, 5],
  ['seen the `id` in the last two minutes', SEEN_MS, 120_000],
  ['waits at most 2 seconds for each hop', HOP_MS, 2000],
  ['a burst of 300 and then 60 a second of all neighbours', ALL_ASKS, { burst: 300, perSecond: 60 }],
  ['while 1,000 queries are in progress', MAX_ROUTES, 1000],
  ['when 8 queries of a neighbour wait', MAX_QUESTIONS, 8],
  ['a burst of 40 messages and then 3 per second', HEADS_RATE, { burst: 40, perSecond: 3 }],
  ['wait up to 3 seconds for `heard`', CONFIRM_TIMEOUT_MS, 3000],
  ['SHOULD NOT dial again for 10 minutes', REMIND_MS, 600_000],
  ['has not grown for 3 seconds and 3 peers', [QUIET_MS, MIN_HOLDERS], [3000, 3]],
  ['burst of 20,000 blocks, then 200 a second', LOG_RATE, { burst: 20_000, perSecond: 200 }],
  ['more than 10 times in a burst and then once in 10 minutes', CHANGES, { burst: 10, perSecond: 1 / 600 }],
  ['refuses blocks of more than 65,536 bytes', MAX_BLOCK_BYTES, 65_536],
]

describe('the page says, and the code does', () => {
  it.each(SAID)('%s', (sentence, found, wanted) => {
    expect(text).toContain(sentence)
    expect(found).toEqual(wanted)
  })
})
