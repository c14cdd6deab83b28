import { expect, it } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { Emitter } from '../../../main/base/emitter.ts'
import { seededRandom } from '../../../main/base/random.ts'
import { ExchangeTally } from '../../../main/transfers/exchange-tally.ts'
import { TransferIds } from '../../../main/transfers/transfer-ids.ts'
import type { TransferEvents } from '../../../main/transfers/transfers-options.ts'
import { SERVE_ALL, UploadAdmission } from '../../../main/transfers/upload/admission.ts'
import { UploadList } from '../../../main/transfers/upload/list.ts'
import { UploadSession } from '../../../main/transfers/upload/session.ts'

const ROOT = '11'.repeat(32)

function makeAdmission() {
  const clock = new ManualClock()
  const events = new Emitter<TransferEvents>()
  const list = new UploadList({
    store: { save: () => {}, remove: () => {} },
    clock,
    rows: [],
    events,
    tally: new ExchangeTally(events),
    ids: new TransferIds(seededRandom(1), new Map()),
  })
  const limited: string[] = []
  const admission = new UploadAdmission(
    {
      behaviour: { serves: () => true },
      policy: { ...SERVE_ALL, isNew: (peer) => peer.startsWith('new') },
      limits: { exceeded: (peer, budget) => limited.push(`${peer}: ${budget}`) },
    },
    list,
    clock,
  )
  const ended: string[] = []
  let id = 0
  /** Opens a session that waits for a slot; true if it is admitted. */
  const open = (peer: string, queued = true): boolean => {
    const session = new UploadSession({ id: id++, root: ROOT, nonce: '22'.repeat(32), logLength: 0, layer: 0 }, 0)
    admission.opened(peer, session, () => {
      ended.push(`${peer} ${session.id}`)
      admission.closed(session)
    })
    session.queued = queued
    const admitted = admission.refusal(peer, ROOT) === null
    if (!admitted) admission.closed(session)
    return admitted
  }
  return { open, admission, ended, limited }
}

it('16 newcomers with 16 sessions each do not keep out another: the busiest gives up the last that waits', () => {
  const { open, admission, ended, limited } = makeAdmission()
  for (let n = 0; n < 256; n++) expect(open(`new ${n % 16}`)).toBe(true)
  // a session more than the others have
  expect(open('new 3')).toBe(false)
  expect(open('new 16')).toBe(true)
  expect(ended).toEqual(['new 15 255'])
  expect(limited).toEqual(['new 15: uploads'])
  // peers that are no newcomers have the other half
  expect(open('known')).toBe(true)
  expect(admission.open).toBe(257)
})

it('sessions that are served are not given up for others', () => {
  const { open, ended } = makeAdmission()
  for (let n = 0; n < 256; n++) open(`new ${n % 16}`, false)
  expect(open('new 16')).toBe(false)
  expect(ended).toEqual([])
})
