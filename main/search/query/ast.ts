import type { Kind } from '../../domain/file-kind.ts'
import type { NumberField, TextField } from './fields.ts'

/**
 * A parsed query in canonical form: `and` and `or` have two or more distinct items, none of their own type; `not` never
 * contains a `not`; texts are folded and never empty.
 */
export type Query =
  | { type: 'all' }
  | { type: 'and'; items: Query[] }
  | { type: 'or'; items: Query[] }
  | { type: 'not'; item: Query }
  | TextTerm
  | { type: 'kind'; kinds: Kind[] }
  /** File name extensions without the dot. */
  | { type: 'ext'; extensions: string[] }
  | NumberTerm
  /** The beginning of a root, 8 to 64 hex digits. */
  | { type: 'root'; prefix: string }

/**
 * Text that must occur, anywhere if `field` is null. `exact`: quoted or with punctuation, so never respelt. `shown`:
 * the text as it is printed and sent, if folding changes more of it than earlier versions did.
 */
export interface TextTerm {
  type: 'text'
  field: TextField | null
  text: string
  shown?: string
  exact: boolean
}

/** Bounds in the field's own unit (see `fields.ts`), null for none. `open`: the only bound is exclusive. */
export interface NumberTerm {
  type: 'number'
  field: NumberField
  min: number | null
  max: number | null
  open: boolean
}
