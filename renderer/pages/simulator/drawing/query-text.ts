import type { OverlayTrace } from '../../../../main/contract/views/drawing-views.ts'
import type { Translate } from '../../../hooks/use-text.ts'
import { sentences } from '../../../locales/sentences.ts'
import type { QueryStory } from './query-story.ts'

/** What has happened after `done` steps, in sentences. */
export function queryText(trace: OverlayTrace, { steps }: QueryStory, done: number, t: Translate): string {
  const { asker, file, holders, outcome, found, nodes } = trace
  if (done === 0) {
    return sentences(
      t('simulator:drawing.overlay.start', { asker, file, count: holders.length }),
      found?.step === 0 ? t('simulator:drawing.overlay.athome') : '',
    )
  }
  const step = steps[done - 1]
  if (!step) return ''
  const parts = (['first', 'twice', 'dead', 'back', 'beside'] as const).map((name) =>
    step[name] > 0 ? t(`simulator:drawing.overlay.${name}`, { count: step[name] }) : '',
  )
  const isOver = done === steps.length
  return sentences(
    t('simulator:drawing.overlay.hop', { at: done, all: steps.length }),
    ...parts,
    step.found ? t('simulator:drawing.overlay.answers', { node: found?.node }) : '',
    isOver && !outcome.found ? t('simulator:drawing.overlay.nobody') : '',
    isOver ? t('simulator:drawing.overlay.end', { count: outcome.messages, reached: step.reached, nodes }) : '',
  )
}
