import type { Problem } from '../../main/contract/base.ts'
import { PROBLEMS } from '../../main/contract/communities.ts'
import type { Translate } from '../hooks/use-text.ts'

interface ProblemText {
  title: string
  hint: string
}

/** The detail that selects a variant of a code's text: "no space" or "no space at /disk". */
function contextOf(details: Problem['details']): 'limit' | 'path' | 'port' | undefined {
  if (details.limit !== undefined) return 'limit'
  if (details.path !== undefined && details.path !== '') return 'path'
  if (details.port !== undefined) return 'port'
  return undefined
}

/** Codes whose own message is more precise than the translated sentence. */
const SAY_MESSAGE = new Set<Problem['code']>([
  'BAD_INPUT',
  'INTERNAL',
  'NOT_FOUND',
  'UNSUPPORTED',
  'IN_USE',
  'CORRUPT',
  'REFUSED',
  'BAD_BOOTSTRAP',
])

/**
 * A problem in the page's language: the sentence for its code, filled with its details, and what to do. The node
 * speaks English, so in English its more precise message wins.
 */
export function problemText(problem: Problem, t: Translate, language: string): ProblemText {
  const named = PROBLEMS.find((name) => name === problem.details.problem)
  if (named)
    return {
      title: t(`communities:problem.${named}.title`, problem.details),
      hint: t(`communities:problem.${named}.hint`, problem.details),
    }
  // Not a refusal by a peer: this node keeps only a part of the catalogue.
  if (problem.code === 'REFUSED' && problem.details.catalogue !== undefined)
    return { title: t('errors:catalogueCut', problem.details), hint: t('errors:hint.catalogueCut') }
  if (problem.details.problem === 'diskSilent')
    return { title: t('errors:diskSilent', problem.details), hint: t('errors:hint.diskSilent') }
  if (problem.details.problem === 'privateContent')
    return { title: t('errors:privateContent', problem.details), hint: t('errors:hint.privateContent') }
  if (problem.details.problem === 'dataDisk')
    return { title: t('errors:dataDisk', problem.details), hint: t('errors:hint.dataDisk') }
  const english = language.startsWith('en')
  const context = contextOf(problem.details)
  const sentence = t(`errors:${problem.code}`, { ...problem.details, ...(context ? { context } : {}) })
  const detailed = SAY_MESSAGE.has(problem.code) && problem.message !== ''
  const own = detailed && !english ? t('errors:withMessage', { sentence, message: problem.message }) : problem.message
  return {
    title: detailed ? own : sentence,
    hint: english && problem.hint ? problem.hint : t(`errors:hint.${problem.code}`, { ...problem.details }),
  }
}
