import { headSequences } from './sequences/heads.ts'
import { helloSequences } from './sequences/hello.ts'
import { querySequences } from './sequences/query.ts'
import { transferSequences } from './sequences/transfer.ts'
import type { FuzzTarget } from './target.ts'
import { fileTargets } from './targets/files.ts'
import { sealedIdentityTarget } from './targets/identities.ts'
import { messageTargets } from './targets/messages.ts'
import { recordTargets } from './targets/records.ts'
import { textTargets } from './targets/texts.ts'

/** Everything that strangers' bytes are given to. */
export const fuzzTargets: readonly FuzzTarget[] = [
  ...messageTargets,
  ...recordTargets,
  ...textTargets,
  ...fileTargets,
  sealedIdentityTarget,
  helloSequences,
  transferSequences,
  querySequences,
  headSequences,
]
