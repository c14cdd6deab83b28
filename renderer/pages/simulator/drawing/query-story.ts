import { MESSAGE_KINDS, type OverlayTrace } from '../../../../main/contract/views/drawing-views.ts'

/** How a message is drawn: `first` brings the question to a node, `twice` to one that has it, `dead` to nobody. */
export const MESSAGE_STYLES = ['first', 'twice', 'dead', 'back', 'lookUp'] as const
export type MessageStyle = (typeof MESSAGE_STYLES)[number]

interface StoryMessage {
  from: number
  to: number
  style: MessageStyle
}

/** What one step of a query did. */
export interface StoryStep {
  messages: StoryMessage[]
  /** Questions by what became of them, answers that came back, and messages beside. */
  first: number
  twice: number
  dead: number
  back: number
  beside: number
  /** Nodes that have had the question after this step, the asker included. */
  reached: number
  found: boolean
}

/** A query step by step. */
export interface QueryStory {
  steps: StoryStep[]
  /** The step after which each node has the question; 0 for the asker, Infinity for never. */
  reachedAt: Float64Array
}

/** Sorts the messages of a query by step, and says of each whether it brought anything new. */
export function tellQuery(trace: OverlayTrace): QueryStory {
  const dead = new Set(trace.dead)
  const reachedAt = new Float64Array(trace.nodes).fill(Infinity)
  reachedAt[trace.asker] = 0
  const steps = Array.from({ length: trace.steps }, (_, i): StoryStep => ({
    messages: [],
    first: 0,
    twice: 0,
    dead: 0,
    back: 0,
    beside: 0,
    reached: 1,
    found: trace.found?.step === i + 1,
  }))
  for (let i = 0; i < trace.messages.length; i += 4) {
    const [from, to, at, code] = trace.messages.slice(i, i + 4) as [number, number, number, number]
    const step = steps[at - 1]
    if (!step) continue
    const kind = MESSAGE_KINDS[code]
    if (kind === 'question' && dead.has(to)) {
      step.dead++
      step.messages.push({ from, to, style: 'dead' })
    } else if (kind === 'question') {
      const isFirst = (reachedAt[to] as number) > at
      if (isFirst) reachedAt[to] = at
      step[isFirst ? 'first' : 'twice']++
      step.messages.push({ from, to, style: isFirst ? 'first' : 'twice' })
    } else if (kind === 'answer' || kind === 'back') {
      step.back++
      step.messages.push({ from, to, style: 'back' })
    } else {
      step.beside++
      step.messages.push({ from, to, style: 'lookUp' })
    }
  }
  for (const [i, step] of steps.entries()) step.reached = reachedAt.filter((at) => at <= i + 1).length
  return { steps, reachedAt }
}
