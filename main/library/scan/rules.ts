import ignore from 'ignore'
import { HyobanError } from '../../base/errors.ts'
import type { FolderRules } from '../library-store.ts'

const MAX_PATTERNS = 1000
const MAX_LENGTH = 1000

/** Rules of a folder unless others are given. */
export const PUBLIC_RULES: FolderRules = { visibility: 'all', community: '', patterns: [] }

/**
 * Normalises rules for storage: trims patterns, and drops the community unless the visibility is 'community'. Throws
 * BAD_INPUT.
 */
export function cleanRules({ visibility, community, patterns }: FolderRules): FolderRules {
  if (visibility === 'community' && community === '')
    throw new HyobanError('BAD_INPUT', 'No community was chosen.', {
      hint: 'Choose the community that may see the folder.',
    })
  const lines = patterns.map((line) => line.trim()).filter((line) => line !== '')
  if (lines.length > MAX_PATTERNS)
    throw new HyobanError('BAD_INPUT', `At most ${MAX_PATTERNS} patterns are allowed.`, { hint: 'Use fewer patterns.' })
  for (const pattern of lines) {
    if (pattern.length > MAX_LENGTH || !isValidPattern(pattern)) {
      throw new HyobanError('BAD_INPUT', `"${pattern.slice(0, 80)}" is not a valid pattern.`, {
        hint: 'Write patterns as in a .gitignore file: *.tmp, /drafts/, !keep.tmp.',
        details: { pattern },
      })
    }
  }
  return { visibility, community: visibility === 'community' ? community : '', patterns: lines }
}

function isValidPattern(pattern: string): boolean {
  try {
    ignore().add(pattern).ignores('a/b')
    return true
  } catch {
    return false
  }
}
