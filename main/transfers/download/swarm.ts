import { CHUNK_BYTES } from '../../domain/merkle.ts'
import type { ChunkHasher, ChunkBuffer } from '../storage/chunk-hasher.ts'
import type { ChunkMap } from '../storage/chunk-map.ts'
import type { ChunkPicker, Pace } from './chunk-picker.ts'
import type { DownloadHost } from './host.ts'
import { RECEIPT_MS, type DownloadSession, type SessionEnd, type SessionFeed } from './session.ts'
import { outcomeOf, type Source } from './source.ts'
import { encodeOutcome } from './outcome-codec.ts'
import type { PeerLink } from '../peer-link.ts'
import type { TransferOutcome, TransferRow } from '../ports.ts'
import type { ReceiptOutcome } from '../../domain/receipt.ts'

/** Sources asked at a time; more would only hold memory. */
const MAX_SOURCES = 16
/** Chunks under way or not yet on the disk, over all sources. */
const MAX_CHUNKS = 48
/**
 * With more than so many on their way to the disk no further ones are asked for: a disk that takes its time holds up
 * the wire rather than fill the memory.
 */
const MAX_KEPT = 4
/** Idle sources look so often, in ms, whether what others owe is late by now: one that died says nothing. */
const LOOK_MS = 250

/** How a run over all sources ended: whole, stopped by me, my disk failed, or nobody is left to ask now. */
export type SwarmEnd = { kind: 'whole' | 'stopped' | 'dry' } | { kind: 'disk'; error: unknown }

export interface SwarmOptions {
  row: TransferRow
  host: DownloadHost
  map: ChunkMap
  picker: ChunkPicker
  /** The verified chunk hashes, if known already. */
  layer: Uint8Array | null
  sources: Map<string, Source>
  /** Writes a verified chunk that `source` brought. */
  write(chunk: number, bytes: Uint8Array, source: Source): Promise<void>
  /** The chunk hashes are there. */
  onLayer(layer: Uint8Array): void
  /** The source's lasting facts changed. */
  save(source: Source): void
  /** Something to show changed. */
  changed(): void
  signal: AbortSignal
}

/** All sessions of one run of a download: hands out chunks, takes them in, and sees each source to its receipt. */
export class Swarm {
  readonly ended: Promise<SwarmEnd>
  readonly #o: SwarmOptions
  readonly #desk: ChunkHasher
  #layer: Uint8Array | null
  #end!: (end: SwarmEnd) => void
  #over = false
  /** Verified and on their way to the disk. */
  readonly #kept: Set<number>
  readonly #writes = new Set<Promise<void>>()
  readonly #tasks = new Set<Promise<void>>()
  #sessions = 0
  #cancelLook = (): void => {}
  /** Everybody who is here has said what it holds, and nothing of it is missing. */
  #starved = false
  /** Outcomes to be rated, some of which wait for a signature. */
  readonly outcomes: Promise<TransferOutcome>[] = []
  readonly #pace: Pace

  /** `kept`: chunks that the picker takes for present, shared with it. */
  constructor(options: SwarmOptions, kept: Set<number>) {
    this.#o = options
    this.#kept = kept
    this.#desk = options.host.desk
    this.#layer = options.layer
    this.ended = new Promise((resolve) => (this.#end = resolve))
    const byNumber = new Map<number, Source>()
    const of = (number: number): Source | undefined => {
      if (!byNumber.has(number)) for (const source of options.sources.values()) byNumber.set(source.number, source)
      return byNumber.get(number)
    }
    this.#pace = {
      due: (number, chunk) => of(number)?.session?.due(chunk) ?? 0,
      next: (number) => of(number)?.session?.next() ?? Infinity,
    }
    this.#look()
  }

  /** True while no source that is here has what is missing: it costs nothing to wait for news of one. */
  get starved(): boolean {
    return this.#starved
  }

  /** Begins a session with every source that is connected, free and due; ends the run if there is none at all. */
  poke(): void {
    if (this.#over) return
    const { host, sources } = this.#o
    const now = host.clock.now()
    for (const source of sources.values()) {
      if (this.#sessions >= MAX_SOURCES) break
      const link = source.free(now) ? host.link(source.peer) : undefined
      if (!link) continue
      const task = this.#session(source, link)
      this.#tasks.add(task)
      void task.finally(() => this.#tasks.delete(task))
    }
    this.fill()
    this.#askLayer()
    this.#feel()
    if (this.#sessions === 0) this.#finish({ kind: 'dry' })
  }

  /** Every session asks for what it has room for. */
  fill(): void {
    for (const { session } of this.#o.sources.values()) session?.fill()
  }

  stop(): void {
    this.#finish({ kind: 'stopped' })
  }

  /** My disk failed, or is about to. */
  fail(error: unknown): void {
    this.#finish({ kind: 'disk', error })
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    while (this.#writes.size > 0) await Promise.all(this.#writes)
  }

  /** One session with one source, from open to its receipt's way. */
  async #session(source: Source, link: PeerLink): Promise<void> {
    const { row, host, picker } = this.#o
    const { clock, receipts } = host
    this.#sessions++
    const nonce = host.nonce()
    const requesterLogLength = receipts.logLength()
    const facts = (of: DownloadSession, outcome: ReceiptOutcome, ended: number) => ({
      provider: source.peer,
      root: row.root,
      nonce,
      bytes: of.bytes,
      started: of.started,
      ended,
      outcome,
      providerLogLength: of.providerLogLength,
      requesterLogLength,
    })
    const { id, session } = link.session({
      root: row.root,
      size: row.size,
      nonce,
      clock,
      logLength: requesterLogLength,
      receiptIntervalBytes: host.receiptIntervalBytes,
      feed: this.#feed(source),
      layer: !this.#layerComes(clock.now()),
      propose: (of) => receipts.propose(facts(of, 'served', clock.now())),
      complete: (half, signature) => receipts.complete(half, signature),
    })
    picker.add(source.number)
    source.session = session
    source.problem = null
    session.open()
    this.#o.changed()
    const end = await session.ended
    source.session = null
    source.queued = null
    const useless = session.told && !picker.useful(source.number)
    picker.remove(source.number)
    this.#sessions--
    source.after(end, clock.now(), useless)
    this.#close(source, session, id, link, end, (outcome) => facts(session, outcome, clock.now()))
    this.#o.changed()
    if (!this.#over) this.poke()
  }

  /** Says goodbye as the end demands it, and notes what is to be rated. */
  #close(
    source: Source,
    session: DownloadSession,
    id: number,
    link: PeerLink,
    end: SessionEnd,
    facts: (outcome: ReceiptOutcome) => Parameters<DownloadHost['receipts']['propose']>[0],
  ): void {
    const { row, host, save } = this.#o
    const { receipts, clock } = host
    const about = {
      transfer: source.peer === row.peer ? row.id : `${row.id}/${source.peer.slice(0, 16)}`,
      peer: source.peer,
      root: row.root,
      started: session.started,
      ended: clock.now(),
    }
    // a crash may have come between the rating and the end of the file: one attempt is rated once
    const again = source.rated !== null || source.due !== null
    const outcome = outcomeOf(end)
    const idle = outcome === 'served' && session.bytes === 0 && row.size > 0
    if (!outcome || idle) {
      if (end.kind !== 'refused') link.channel.send('cancel', { id })
      link.forget(id)
      this.#keepServed(source, session, end, about, () => facts('served'))
      if (end.kind === 'refused' && end.reason === 'refused' && !again)
        this.outcomes.push(Promise.resolve({ ...about, reason: 'refused', receipt: null }))
      return
    }
    const half = receipts.propose(facts(outcome))
    // what both signed for a part proves the transfer, even if the provider does not sign the end; an earlier session
    // may have proven more
    const earlier = outcome === 'served' ? source.served : null
    const sure = session.partial ?? half
    source.served = null
    if (!again) {
      // a crash from here on still leaves a rating, with my signature alone
      source.due = encodeOutcome({ ...about, reason: outcome, receipt: sure })
      save(source)
    }
    if (end.kind === 'corrupt' || end.kind === 'abusive') {
      link.reject(end.kind === 'corrupt' ? 'data that is not the file' : 'a transfer against the rules')
      link.forget(id)
      if (!again) this.outcomes.push(Promise.resolve({ ...about, reason: outcome, receipt: sure }))
      return
    }
    link.channel.send('finish', { id, receipt: half })
    const answered = this.#answer(session).then((signature): TransferOutcome => {
      link.forget(id)
      const whole = signature && receipts.complete(half, signature)
      const [signed, bytes] = whole
        ? [true, session.bytes]
        : session.partial
          ? [true, session.partialBytes]
          : [false, session.bytes]
      if (earlier && (earlier.signed === signed ? earlier.bytes > bytes : earlier.signed)) return earlier.outcome
      return { ...about, reason: outcome, receipt: whole ?? sure }
    })
    if (!again) this.outcomes.push(answered)
  }

  /** It took its slot away, or left: what it has served until then is rated at the end, once. */
  #keepServed(
    source: Source,
    session: DownloadSession,
    end: SessionEnd,
    about: Omit<TransferOutcome, 'reason' | 'receipt'>,
    facts: () => Parameters<DownloadHost['receipts']['propose']>[0],
  ): void {
    const { sources, save, host } = this.#o
    const gone = sources.get(source.peer) !== source
    const taken = end.kind === 'refused' && (end.reason === 'busy' || end.reason === 'newcomer')
    // a chunk and then gone is nothing to be praised for
    if (session.partial && session.partialBytes >= host.receiptIntervalBytes)
      source.keepServed({
        outcome: { ...about, reason: 'served', receipt: session.partial },
        bytes: session.partialBytes,
        signed: true,
      })
    else if (taken && session.bytes > 0)
      source.keepServed({
        outcome: { ...about, reason: 'served', receipt: host.receipts.propose(facts()) },
        bytes: session.bytes,
        signed: false,
      })
    else if (!gone) return
    if (!gone) return save(source)
    // taken out by the user: not kept as a source, and rated with this run
    const outcome = source.takeServed()
    if (outcome) this.outcomes.push(Promise.resolve(outcome))
  }

  #answer(session: DownloadSession): Promise<Uint8Array | null> {
    return new Promise((resolve) => {
      const cancel = this.#o.host.clock.after(RECEIPT_MS, () => resolve(null))
      this.#o.signal.addEventListener('abort', () => resolve(null), { once: true })
      void session.signature.then((signature) => {
        cancel()
        resolve(signature)
      })
    })
  }

  #feed(source: Source): SessionFeed {
    const { picker, map } = this.#o
    const self = { layer: (): Uint8Array | null => this.#layer }
    return {
      desk: this.#desk,
      get layer() {
        return self.layer()
      },
      gotLayer: (layer) => this.#gotLayer(layer),
      have: (from, count) => picker.have(source.number, from, count),
      bitfield: (bits) => picker.bitfield(source.number, bits),
      told: () => this.#feel(),
      next: (max) => {
        const picked = this.#over ? null : picker.pick(source.number, max, this.#pace)
        if (picked) this.#o.host.asked?.(source.peer, picked.count)
        return picked
      },
      room: () =>
        map.whole || this.#kept.size > MAX_KEPT
          ? 0
          : Math.min(
              MAX_CHUNKS - this.#kept.size - this.#underWay(),
              this.#o.host.allowed?.(source.peer) ?? MAX_CHUNKS,
            ),
      queued: (place) => {
        source.queued = place
        this.#askLayer()
        this.#o.changed()
      },
      keep: (chunk, slot, length) => this.#keep(source, chunk, slot, length),
    }
  }

  #look(): void {
    this.#cancelLook = this.#o.host.clock.after(LOOK_MS, () => {
      this.fill()
      this.#askLayer()
      this.#feel()
      this.#look()
    })
  }

  /** Looks whether all that are here have nothing for us. Those that have not answered yet may have. */
  #feel(): void {
    const { sources, picker, map } = this.#o
    const here = [...sources.values()].filter(({ session }) => session !== null)
    const starved =
      !this.#over &&
      !map.whole &&
      here.length > 0 &&
      this.#kept.size === 0 &&
      here.every(({ session, number }) => session?.told && session.ready && !session.busy && !picker.useful(number))
    if (starved === this.#starved) return
    this.#starved = starved
    this.#o.changed()
  }

  #layerComes(now: number): boolean {
    for (const { session } of this.#o.sources.values()) if (session?.bringsLayer(now)) return true
    return false
  }

  /**
   * The chunk hashes are asked from one source; if that comes to nothing, one that was let in begins again and is asked
   * for them.
   */
  #askLayer(): void {
    if (this.#over || this.#layer || this.#layerComes(this.#o.host.clock.now())) return
    for (const { session } of this.#o.sources.values()) if (session?.waitsForLayer) return session.stop()
  }

  #underWay(): number {
    let sum = 0
    for (const { session } of this.#o.sources.values()) sum += session?.under ?? 0
    return sum
  }

  #gotLayer(layer: Uint8Array): void {
    if (!this.#layer) {
      this.#layer = layer
      this.#o.onLayer(layer)
    }
    if (this.#o.map.whole) return this.#finish({ kind: 'whole' })
    this.fill()
    this.#feel()
  }

  async #keep(source: Source, chunk: number, slot: ChunkBuffer, length: number): Promise<void> {
    const { map, picker, sources } = this.#o
    // this source delivered; whoever else was asked need not
    picker.release(source.number, chunk)
    if (this.#over || map.has(chunk) || this.#kept.has(chunk)) return this.#desk.give(slot)
    this.#kept.add(chunk)
    for (const number of picker.done(chunk))
      for (const other of sources.values()) if (other.number === number) other.session?.drop(chunk)
    const bytes = length === CHUNK_BYTES ? slot.bytes : slot.bytes.subarray(0, length)
    const write = this.#o.write(chunk, bytes, source).catch((error: unknown) => {
      picker.missing(chunk)
      this.fail(error)
    })
    this.#writes.add(write)
    await write
    this.#writes.delete(write)
    this.#kept.delete(chunk)
    this.#desk.give(slot)
    if (map.whole) this.#finish({ kind: 'whole' })
    else this.#feel()
  }

  #finish(end: SwarmEnd): void {
    if (this.#over) return
    this.#over = true
    this.#cancelLook()
    for (const { session } of this.#o.sources.values()) {
      if (end.kind === 'whole') session?.complete()
      else session?.stop()
    }
    // sessions close in turns of their own: outcomes are complete after that
    void Promise.all(this.#tasks).then(() => this.#end(end))
  }
}
