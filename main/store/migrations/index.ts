import { sql as librarySearch } from './first/001-library-search.ts'
import { sql as transfersRatings } from './first/002-transfers-ratings.ts'
import { sql as peers } from './first/003-peers.ts'
import { sql as experiments } from './first/004-experiments.ts'
import { sql as communities } from './first/005-communities.ts'
import { sql as trust } from './first/006-trust.ts'
import { sql as transferSources } from './first/008-transfer-sources.ts'
import { sql as transferQueue } from './first/009-transfer-queue.ts'
import { sql as libraryScale } from './first/010-library-scale.ts'
import { sql as metadata } from './first/011-metadata.ts'
import { sql as searchFields } from './first/012-search-fields.ts'
import { sql as networkSearch } from './first/013-network-search.ts'
import { sql as firstAnswers } from './first/018-first-answers.ts'
import { sql as strangerBudget } from './020-stranger-budget.ts'
import { sql as waitingRatings } from './021-waiting-ratings.ts'
import { sql as contentOrigins } from './022-content-origins.ts'
import { sql as earlierDownloads } from './023-earlier-downloads.ts'
import { sql as waitingCorrections } from './024-waiting-corrections.ts'
import { sql as ratingFiles } from './025-rating-files.ts'
import { sql as logRestarts } from './026-log-restarts.ts'
import { sql as sightings } from './027-sightings.ts'
import { sql as indexFolding } from './028-index-folding.ts'
import { sql as futureRatings } from './030-future-ratings.ts'
import { sql as ratingBytes } from './040-rating-bytes.ts'
import { sql as chosenFolders } from './042-chosen-folders.ts'
import { sql as announcedNames } from './044-announced-names.ts'
import { sql as firstTotals } from './045-first-totals.ts'

/** One step of the schema: a unique number, a name, and the SQL that upgrades a database from the previous step. */
export interface Migration {
  number: number
  name: string
  sql: string
}

/**
 * All migrations, in the order in which they are applied.
 *
 * To change the schema, add a file `NNN-name.ts` that exports `sql`, with the next free number, and list it here. Never
 * edit a released migration; never reuse a number. Each migration runs once, in its own transaction, and is recorded in
 * the table `migrations`. SQL is in strings so that it works both from source and bundled.
 */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'library-search', sql: librarySearch },
  { number: 2, name: 'transfers-ratings', sql: transfersRatings },
  { number: 3, name: 'peers', sql: peers },
  { number: 4, name: 'experiments', sql: experiments },
  { number: 5, name: 'communities', sql: communities },
  { number: 6, name: 'trust', sql: trust },
  { number: 8, name: 'transfer-sources', sql: transferSources },
  { number: 9, name: 'transfer-queue', sql: transferQueue },
  { number: 10, name: 'library-scale', sql: libraryScale },
  { number: 11, name: 'metadata', sql: metadata },
  { number: 12, name: 'search-fields', sql: searchFields },
  { number: 13, name: 'network-search', sql: networkSearch },
  { number: 18, name: 'first-answers', sql: firstAnswers },
  { number: 20, name: 'stranger-budget', sql: strangerBudget },
  { number: 21, name: 'waiting-ratings', sql: waitingRatings },
  { number: 22, name: 'content-origins', sql: contentOrigins },
  { number: 23, name: 'earlier-downloads', sql: earlierDownloads },
  { number: 24, name: 'waiting-corrections', sql: waitingCorrections },
  { number: 25, name: 'rating-files', sql: ratingFiles },
  { number: 26, name: 'log-restarts', sql: logRestarts },
  { number: 27, name: 'sightings', sql: sightings },
  { number: 28, name: 'index-folding', sql: indexFolding },
  { number: 30, name: 'future-ratings', sql: futureRatings },
  { number: 40, name: 'rating-bytes', sql: ratingBytes },
  { number: 42, name: 'chosen-folders', sql: chosenFolders },
  { number: 44, name: 'announced-names', sql: announcedNames },
  { number: 45, name: 'first-totals', sql: firstTotals },
]
