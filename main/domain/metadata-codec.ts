import { messageOf } from '../base/errors.ts'
import { type Codec, decodeWith, encodeWith, restBytes, uintUpTo } from '../base/codec.ts'
import {
  cutMetadata,
  type Metadata,
  METADATA_BYTES,
  METADATA_FIELDS,
  type MetadataField,
  uintBytes,
} from './metadata.ts'

const names = new Map<number, MetadataField>(
  (Object.keys(METADATA_FIELDS) as MetadataField[]).map((name) => [METADATA_FIELDS[name].tag, name]),
)
const tags = uintUpTo(0xfc)
const lengths = uintUpTo(METADATA_BYTES)
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

type Field = { tag: number; content: Uint8Array }

/** Fields in ascending tag order, as on the wire. */
function fieldsOf(metadata: Metadata): Field[] {
  return [...names].flatMap(([tag, name]): Field[] => {
    const value = metadata[name]
    if (value === undefined) return []
    const content =
      typeof value === 'string' ? Buffer.from(value) : encodeWith(uintUpTo(METADATA_FIELDS[name].max), value)
    return [{ tag, content }]
  })
}

/**
 * Encodes fields as tag, length, content, in ascending tag order. Decoding skips unknown tags, so that fields can be
 * added, sanitises known ones (`cutMetadata`), and throws for malformed input.
 */
export const metadataCodec: Codec<Metadata> = {
  preencode(state, value) {
    for (const { content } of fieldsOf(value)) state.end += 1 + uintBytes(content.byteLength) + content.byteLength
  },
  encode(state, value) {
    for (const { tag, content } of fieldsOf(value)) {
      tags.encode(state, tag)
      lengths.encode(state, content.byteLength)
      restBytes(METADATA_BYTES).encode(state, content)
    }
  },
  decode(state) {
    if (state.end - state.start > METADATA_BYTES) throw new RangeError('metadata too long')
    const found: Record<string, unknown> = {}
    let last = 0
    while (state.start < state.end) {
      const tag = tags.decode(state)
      if (tag <= last) throw new RangeError('metadata fields out of order')
      last = tag
      const length = lengths.decode(state)
      if (length > state.end - state.start) throw new RangeError('metadata too short')
      const content = (state.buffer as Uint8Array).subarray(state.start, state.start + length)
      state.start += length
      const name = names.get(tag)
      if (!name) continue
      const { kind, max } = METADATA_FIELDS[name]
      found[name] = kind === 'text' ? decoder.decode(content) : decodeWith(uintUpTo(max), content)
    }
    return cutMetadata(found)
  },
}

/** Sanitises and encodes metadata in at most `METADATA_BYTES`; equal metadata has equal bytes. */
export function encodeMetadata(metadata: Metadata): Uint8Array {
  return encodeWith(metadataCodec, cutMetadata(metadata))
}

/** Throws RangeError for malformed input. */
export function decodeMetadata(bytes: Uint8Array): Metadata {
  try {
    return decodeWith(metadataCodec, bytes)
  } catch (error) {
    throw new RangeError(`not metadata: ${messageOf(error)}`)
  }
}
