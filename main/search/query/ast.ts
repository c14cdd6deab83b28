import type { Kind } from '../../domain/file-kind.ts'
import type { NumberField, TextField } from './fields.ts'

/**
 * A query as it is understood. The parser yields one form for one meaning: `and` and `or` have two items or more, none
 * of their own type and none twice; `not` never holds a `not`; texts are folded and never empty.
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

/** Text that must occur; `field` null: anywhere. `exact` (it was quoted, or holds signs): no other spelling will do. */
export interface TextTerm {
  type: 'text'
  field: TextField | null
  text: string
  exact: boolean
}

/** Bounds in the field's unit (see `fields.ts`), null for none; `open`: the only bound does not belong to it. */
export interface NumberTerm {
  type: 'number'
  field: NumberField
  min: number | null
  max: number | null
  open: boolean
}
