import type { ReceiptOutcome } from '../../domain/receipt.ts'
import type { PeerLink } from '../peer-link.ts'
import type { TransferOutcome, TransferRow } from '../ports.ts'
import type { DownloadHost } from './host.ts'
import { RECEIPT_MS } from './session/interim-receipts.ts'
import { encodeOutcome } from './outcome-codec.ts'
import type { DownloadSession } from './session/session.ts'
import type { SessionEnd } from './session/session-types.ts'
import { outcomeOf, type DownloadSource } from './sources/source.ts'
import type { Sources } from './sources/sources.ts'

type OutcomeBase = Omit<TransferOutcome, 'reason' | 'receipt'>

/** A session that has ended. */
interface EndedSession {
  source: DownloadSource
  session: DownloadSession
  link: PeerLink
  end: SessionEnd
}

/**
 * Closes ended sessions and collects the outcomes to be rated. A session that the provider completed or failed is rated
 * once per attempt, with the receipt signed by both, or else the last interim receipt, or else one signed by the
 * requester alone. A session that broke off is rated only at the end of the download, with the best proof of all its
 * sessions.
 */
export class Outcomes {
  /** Outcomes to be rated; some await a signature. */
  readonly pending: Promise<TransferOutcome>[] = []
  readonly #host: DownloadHost
  readonly #row: TransferRow
  readonly #sources: Sources
  readonly #signal: AbortSignal

  constructor(host: DownloadHost, { row, sources }: { row: TransferRow; sources: Sources }, signal: AbortSignal) {
    this.#host = host
    this.#row = row
    this.#sources = sources
    this.#signal = signal
  }

  /** Sends the message that the end requires, and collects the outcome if there is one. */
  close(ended: EndedSession): void {
    const { source, session, link, end } = ended
    const base = this.#base(source, session)
    const reason = outcomeOf(end)
    const idle = reason === 'served' && session.bytes === 0 && this.#row.size > 0
    if (!reason || idle) this.#closeUnrated(ended, base)
    else if (end.kind === 'corrupt' || end.kind === 'abusive') {
      const receipt = this.#sureReceipt(session, reason).receipt
      source.served = null
      const again = this.#markDue(source, { ...base, reason, receipt })
      link.reject(end.kind === 'corrupt' ? 'data that is not the file' : 'a transfer against the rules')
      link.forget(session.id)
      if (!again) this.pending.push(Promise.resolve({ ...base, reason, receipt }))
    } else this.#askSignature(ended, base, reason)
  }

  #base(source: DownloadSource, session: DownloadSession): OutcomeBase {
    const { id, peer, root } = this.#row
    return {
      transfer: source.peer === peer ? id : `${id}/${source.peer.slice(0, 16)}`,
      peer: source.peer,
      root,
      started: session.started,
      ended: this.#host.clock.now(),
    }
  }

  /** The final receipt, and the best proof in case the provider does not sign it. */
  #sureReceipt(session: DownloadSession, reason: ReceiptOutcome): { half: Uint8Array; receipt: Uint8Array } {
    const half = this.#host.receipts.maker.propose(session.facts(reason))
    return { half, receipt: session.interimReceipt?.receipt ?? half }
  }

  /** Stores the outcome, so that it is rated even after a crash. True if this attempt is rated already. */
  #markDue(source: DownloadSource, outcome: TransferOutcome): boolean {
    // A crash may have occurred between the rating and the end of the download.
    if (source.rated !== null || source.due !== null) return true
    source.due = encodeOutcome(outcome)
    this.#host.storage.transfers.saveSource(this.#row.id, source.row())
    return false
  }

  #askSignature({ source, session, link }: EndedSession, base: OutcomeBase, reason: ReceiptOutcome): void {
    const { half, receipt: sure } = this.#sureReceipt(session, reason)
    const earlier = reason === 'served' ? source.served : null
    source.served = null
    const again = this.#markDue(source, { ...base, reason, receipt: sure })
    link.channel.send('finish', { id: session.id, receipt: half })
    const answered = this.#signatureOf(session).then((signature): TransferOutcome => {
      link.forget(session.id)
      const whole = signature && this.#host.receipts.maker.complete(half, signature)
      const interim = session.interimReceipt
      const signed = whole !== null || interim !== null
      const bytes = whole || !interim ? session.bytes : interim.bytes
      if (earlier && (earlier.signed === signed ? earlier.bytes > bytes : earlier.signed)) return earlier.outcome
      return { ...base, reason, receipt: whole ?? sure }
    })
    if (!again) this.pending.push(answered)
  }

  #closeUnrated(ended: EndedSession, base: OutcomeBase): void {
    const { source, session, link, end } = ended
    const again = source.rated !== null || source.due !== null
    if (end.kind !== 'refused') link.channel.send('cancel', { id: session.id })
    link.forget(session.id)
    this.#keepServed(ended, base)
    // One that served before it refused misses receipts, which differing clocks make it reject: nobody's fault.
    if (end.kind === 'refused' && end.reason === 'refused' && session.bytes === 0 && !again)
      this.pending.push(Promise.resolve({ ...base, reason: 'refused', receipt: null }))
  }

  /** Keeps what a session delivered before it broke off, to be rated once at the end of the download. */
  #keepServed({ source, session, end }: EndedSession, base: OutcomeBase): void {
    const { receipts, storage } = this.#host
    const removed = this.#sources.get(source.peer) !== source
    const slotTaken = end.kind === 'refused' && (end.reason === 'busy' || end.reason === 'newcomer')
    const interim = session.interimReceipt
    // A download that was paused with its last chunk on the disk needs no further session that could be rated; one that
    // was paused after a rating is not rated again.
    const isRated = source.rated !== null || source.due !== null
    const mostOfIt = !isRated && session.bytes * 2 > this.#row.size
    // A single chunk of a larger file does not earn a rating.
    if (interim && interim.bytes >= receipts.intervalBytes)
      source.keepServed({
        outcome: { ...base, reason: 'served', receipt: interim.receipt },
        bytes: interim.bytes,
        signed: true,
      })
    else if (mostOfIt || (slotTaken && session.bytes > 0))
      source.keepServed({
        outcome: { ...base, reason: 'served', receipt: receipts.maker.propose(session.facts('served')) },
        bytes: session.bytes,
        signed: false,
      })
    else if (!removed) return
    if (!removed) return storage.transfers.saveSource(this.#row.id, source.row())
    // Removed by the user: no longer stored, and rated with this run.
    const outcome = source.takeServed()
    if (outcome) this.pending.push(Promise.resolve(outcome))
  }

  /** The provider's signature of the final receipt; null after `RECEIPT_MS`, or when the run is stopped. */
  #signatureOf(session: DownloadSession): Promise<Uint8Array | null> {
    return new Promise((resolve) => {
      const cancel = this.#host.clock.after(RECEIPT_MS, () => resolve(null))
      this.#signal.addEventListener('abort', () => resolve(null), { once: true })
      void session.signature.then((signature) => {
        cancel()
        resolve(signature)
      })
    })
  }
}
