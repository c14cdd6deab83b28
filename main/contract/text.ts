/** The folding of searches, for filters of lists. */
export { foldText } from '../domain/text/fold-text.ts'
