import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES, CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { METADATA_BYTES } from '../../main/domain/metadata.ts'
import { MAX_DEPTH } from '../../main/communities/certificate.ts'
import { chainFault } from '../../main/communities/chain.ts'
import { MAX_LINK, MAX_USES } from '../../main/communities/invitation.ts'
import { PHRASE_WORDS } from '../../main/identity/phrase.ts'
import { MIN_PASSPHRASE } from '../../main/identity/sealed-file.ts'
import { MAX_PATH_BYTES } from '../../main/domain/catalogue-entry.ts'
import { MAX_ENTRIES } from '../../main/logs/catalogues.ts'
import { MAX_RATING_BYTES } from '../../main/logs/own-ratings.ts'
import { MAX_RATINGS } from '../../main/logs/rating-logs.ts'
import { OPENINGS } from '../../main/network/budget/connection-budget.ts'
import { MAX_ARRIVING, MAX_FRAME, MAX_HELLO_FRAME, PROGRESS_MS } from '../../main/network/budget/frame-guard.ts'
import { SILENCE_MS } from '../../main/network/connection/peer-connection.ts'
import { CreditIn, CreditOut, WINDOW } from '../../main/network/connection/flow-control.ts'
import { HELLO_TIMEOUT_MS, LOBBY_MS } from '../../main/network/connection/handshake.ts'
import { MAX_OPENINGS } from '../../main/network/hub.ts'
import { MAX_TOPICS } from '../../main/network/discovery/rendezvous.ts'
import { MAX_COMMUNITIES, MAX_CREDENTIAL, MAX_NAME_LENGTH } from '../../main/protocol/handshake.ts'
import { MAX_HEADS, MAX_PARTS } from '../../main/protocol/log-heads.ts'
import { MAX_RESTARTS_TOLD } from '../../main/protocol/log-restarts.ts'
import { MAX_RECENT_RESTARTS, MAX_RESTARTS } from '../../main/ratings/restarts/log-restarts.ts'
import { MAX_BLOCK_BYTES, MAX_COMMENT } from '../../main/ratings/ingest/rating-block.ts'
import { CLOCK_SLACK_MS } from '../../main/ratings/receipts/receipt-book.ts'
import { FULL_RECEIPT_BYTES, HALF_RECEIPT_BYTES, RECEIPT_BODY_BYTES } from '../../main/domain/receipt.ts'
import { ASKS, STRAYS } from '../../main/search/network/flood/flood.ts'
import { MAX_TTL } from '../../main/protocol/search-reach.ts'
import { HITS_PER_MESSAGE, MAX_HITS } from '../../main/protocol/query.ts'
import { RECEIPT_MS } from '../../main/transfers/download/session/interim-receipts.ts'
import { STALL_MS } from '../../main/transfers/download/session/stall-detector.ts'
import { DATA_BYTES, LAYER_PART, MAX_RANGE, MAX_RECEIPT } from '../../main/protocol/transfer.ts'
import { MAX_FILE_BYTES } from '../../main/domain/content.ts'
import { RECEIPT_INTERVAL_BYTES } from '../../main/transfers/parts.ts'
import { MAX_PER_PEER, UNSIGNED_BYTES } from '../../main/transfers/upload/peer-uploads.ts'
import { MAX_QUEUED } from '../../main/transfers/upload/session.ts'
import { certificate, person } from '../communities/people.ts'
import { numberOf, readPage, rowsOf } from './page.ts'

const page = readPage('PROTOCOL.md')

/** The rows of "Limits" and the constants behind them. */
const LIMITS: Readonly<Record<string, number>> = {
  'Communities of one node': MAX_COMMUNITIES,
  'Name of a peer': MAX_NAME_LENGTH,
  'Credential or grant': MAX_CREDENTIAL,
  'Certificates in a chain': MAX_DEPTH,
  'Uses of an invitation': MAX_USES,
  'Invitation link': MAX_LINK,
  'Words of a recovery phrase': PHRASE_WORDS,
  'Passphrase of a sealed identity, at least': MIN_PASSPHRASE,
  'Handshake without a community in common': HELLO_TIMEOUT_MS,
  'Newcomer that waits for its inviter': LOBBY_MS,
  'Silence on a connection': SILENCE_MS,
  'Openings of one channel on a connection': MAX_OPENINGS,
  'Openings of all channels on a connection, at once': OPENINGS.burst,
  'Frame before a community is in common': MAX_HELLO_FRAME,
  Frame: MAX_FRAME,
  'Frames that have begun, on all connections': MAX_ARRIVING,
  'Time in which a frame must grow by 16 KiB': PROGRESS_MS,
  'Payload under way on a channel': WINDOW,
  'Block of BEP 52': BLOCK_BYTES,
  Chunk: CHUNK_BYTES,
  Content: MAX_FILE_BYTES,
  'Payload of `data`': DATA_BYTES,
  'Hashes in one `layer`': LAYER_PART,
  'Chunks in one `request`': MAX_RANGE,
  'Chunks asked for in a session and not sent': MAX_QUEUED,
  'Sessions of one requester': MAX_PER_PEER,
  'Bytes between two receipts': RECEIPT_INTERVAL_BYTES,
  'Bytes that may be on their way when a receipt is signed': UNSIGNED_BYTES,
  'Receipt on the wire': MAX_RECEIPT,
  'Silence of a provider that owes something': STALL_MS,
  'Wait for a countersignature': RECEIPT_MS,
  'Difference between the clocks of two peers': CLOCK_SLACK_MS,
  'Hops of a query after the first': MAX_TTL,
  'Hits of a query from one neighbour': MAX_HITS,
  'Hits in one `answer`': HITS_PER_MESSAGE,
  'Heads in one `heads`': MAX_HEADS,
  'Parts in one `split`': MAX_PARTS,
  'Declarations in one `restarts`': MAX_RESTARTS_TOLD,
  "Restarts of one rating log's owner": MAX_RESTARTS,
  'Of these in 30 days': MAX_RECENT_RESTARTS,
  'Body of a receipt': RECEIPT_BODY_BYTES,
  'Half receipt': HALF_RECEIPT_BYTES,
  'Full receipt': FULL_RECEIPT_BYTES,
  'Comment of a rating': MAX_COMMENT,
  Rating: MAX_BLOCK_BYTES,
  'Block of a rating log': MAX_RATING_BYTES,
  'Blocks of a rating log that are read': MAX_RATINGS,
  'Path in a catalogue': MAX_PATH_BYTES,
  'Metadata of one entry': METADATA_BYTES,
  'Files of one catalogue': MAX_ENTRIES,
  'Topics for keywords and roots of one node': MAX_TOPICS,
}

it('the table of limits matches the code', () => {
  const told = rowsOf(page, 'What', 'Most', 'Unit').map(([what = '', most = '']) => [what, numberOf(most)])
  expect(Object.fromEntries(told)).toEqual(LIMITS)
})

describe('numbers in the text', () => {
  const text = page.replace(/\s+/g, ' ')

  it('flow control: credit at 2 MiB, disconnection above 16 MiB and for excess credit', () => {
    expect(text).toContain('SHOULD NOT have more than 8 MiB of payload under way')
    expect(text).toContain('at the latest when that comes to 2 MiB')
    expect(text).toContain('more than 16 MiB under way is disconnected')
    const granted: number[] = []
    const reader = new CreditIn((bytes) => granted.push(bytes))
    expect(reader.received(16 * 2 ** 20)).toBe(true)
    reader.taken(2 * 2 ** 20 - 1)
    expect(granted).toEqual([])
    reader.taken(1)
    expect(granted).toEqual([2 * 2 ** 20])
    expect(reader.received(2 * 2 ** 20)).toBe(true)
    expect(reader.received(1)).toBe(false)
    const sender = new CreditOut()
    sender.sent(8 * 2 ** 20 - 1)
    expect(sender.hasRoom).toBe(true)
    sender.sent(1)
    expect(sender.hasRoom).toBe(false)
    expect(sender.credited(8 * 2 ** 20 + 1)).toBe(false)
  })

  it('certificates may be 24 hours in the future', () => {
    expect(text).toContain('not more than 24 hours in the future')
    const [founder, member] = [person(1), person(2)]
    const community = '11'.repeat(32)
    const issued = 25 * 3_600_000
    const link = certificate(community, founder, member.publicKey, { issued, expires: issued })
    const claim = { community, founder: founder.publicKey, member: member.publicKey, chain: [link] }
    expect(chainFault({ ...claim, now: 3_600_000 }, founder.verify)).toBeNull()
    expect(chainFault({ ...claim, now: 3_600_000 - 1 }, founder.verify)).toBe('future')
  })

  it('queries of one neighbour, and unsolicited answers', () => {
    expect(text).toContain('a burst of 40 and then 3 queries a second of one neighbour')
    expect(ASKS).toEqual({ burst: 40, perSecond: 3 })
    expect(text).toContain('a burst of 200 and then 5 a second are ignored')
    expect(STRAYS).toEqual({ burst: 200, perSecond: 5 })
  })

  it('unsigned bytes before a provider refuses', () => {
    expect(text).toContain('more than 96 MiB have gone out without a signature')
    expect(RECEIPT_INTERVAL_BYTES + UNSIGNED_BYTES).toBe(96 * 2 ** 20)
  })
})
