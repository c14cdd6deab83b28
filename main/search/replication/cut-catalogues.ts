import type { Clock } from '../../base/clock.ts'
import { HyobanError } from '../../base/errors.ts'
import type { CatalogueIndexer } from '../local/catalogue-indexer.ts'
import { type ReplicationSettings, sameLimits } from './limits.ts'
import type { Replication } from './replication.ts'

/** Interval in ms at which cut catalogues are resumed, since there may be room by then. */
const RETRY_MS = 10 * 60_000
/** Maximum number of notices of cut catalogues at a time; the list in the settings has all. */
const MAX_NOTICES = 5

/** Notices of lasting problems; the status room implements it. */
interface StandingProblems {
  all(): { id: string }[]
  raise(id: string, error: HyobanError): void
  clear(id: string): void
}

export interface CutCataloguesOptions {
  replication: Replication
  indexer: Pick<CatalogueIndexer, 'again'>
  settings: ReplicationSettings
  notices: StandingProblems
  names: { named(peer: string): { name: string } }
  clock: Clock
}

/** Notifies the user of catalogues that were cut at the budget, and resumes them when there may be room. */
export class CutCatalogues {
  readonly #options: CutCataloguesOptions
  readonly #offs: (() => void)[]
  #cancel = (): void => {}

  constructor(options: CutCataloguesOptions) {
    this.#options = options
    const { replication, settings } = options
    this.#offs = [
      replication.events.on('change', ({ peer }) => this.#updateNotice(peer)),
      settings.events.on('change', ({ before, after }) => {
        if (!sameLimits(before, after)) void replication.fit().then(() => this.#resumeAll())
      }),
    ]
    this.#schedule()
  }

  close(): void {
    this.#cancel()
    for (const off of this.#offs) off()
  }

  #schedule(): void {
    this.#cancel = this.#options.clock.after(RETRY_MS, () => {
      this.#resumeAll()
      this.#schedule()
    })
  }

  #resumeAll(): void {
    for (const { peer, cut } of this.#options.replication.rows()) if (cut !== '') this.#options.indexer.again(peer)
  }

  #updateNotice(peer: string): void {
    const { replication, notices, names } = this.#options
    const id = `catalogue-${peer}`
    if (replication.cutOf(peer) === '') return notices.clear(id)
    const raised = notices.all().filter((notice) => notice.id.startsWith('catalogue-'))
    if (raised.length >= MAX_NOTICES || raised.some((notice) => notice.id === id)) return
    const name = names.named(peer).name || peer.slice(0, 8)
    notices.raise(
      id,
      new HyobanError('REFUSED', `Only part of what ${name} shares is kept for search: it exceeds the budget.`, {
        hint: 'Raise the budget in Settings; searches still ask peers for the rest.',
        details: { catalogue: name },
      }),
    )
  }
}
