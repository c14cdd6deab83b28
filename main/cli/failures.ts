import { asHyobanError, HyobanError } from '../base/errors.ts'
import { errorFields, type ErrorFields } from './process/error-fields.ts'

/** Collects the errors of a command that goes on with its other operands, and reports them at its end. */
export class Failures {
  readonly #errors: HyobanError[] = []
  readonly #signal: AbortSignal

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /** Keeps an error, and returns what `--json` shows for its operand. Throws it if the user interrupted the command. */
  add(error: unknown): ErrorFields {
    if (this.#signal.aborted) throw error
    this.#errors.push(asHyobanError(error))
    return errorFields(error)
  }

  /** Throws the only error, or one that names all of them. */
  raise(): void {
    const [first] = this.#errors
    if (!first) return
    if (this.#errors.length === 1) throw first
    // never usage: the other operands were dealt with
    throw new HyobanError('NOT_FOUND', this.#errors.map(({ message }) => message).join(' '), { hint: first.hint })
  }
}
