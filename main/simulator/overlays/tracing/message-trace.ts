import { MESSAGE_KINDS, type MessageKind } from '../../../contract/views/drawing-views.ts'

/**
 * The messages of one query, as the overlay sends them. Messages of the same step travel at once; a question's step is
 * its hop, unless the query had to turn back before.
 */
export class MessageTrace {
  /** Sender, receiver, step, and index into MESSAGE_KINDS: four numbers a message. */
  readonly messages: number[] = []
  /** The step of the last question, 0 before. */
  asked = 0
  /** The last step. */
  last = 0
  /** Who answered first, and at which step it was asked. */
  found: { node: number; step: number } | null = null

  sent(from: number, to: number, step: number, kind: MessageKind = 'question'): void {
    this.messages.push(from, to, step, MESSAGE_KINDS.indexOf(kind))
    if (kind === 'question') this.asked = Math.max(this.asked, step)
    this.last = Math.max(this.last, step)
  }

  /** An answer, after all that has been sent so far. */
  answer(from: number, to: number): void {
    this.sent(from, to, this.last + 1, 'answer')
  }

  hit(node: number, step: number): void {
    this.found = { node, step }
  }
}
