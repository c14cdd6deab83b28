// Patch of hyperbee 2.27.3: reads its private module `lib/messages.js`, the codec of its blocks. Changes nothing in it.
//
// What: decodes the key and value of one block that has been read already.
// Why: the public `getBySeq` reads the block itself, without a limit on its size, and opens a session for each call.
// Gain: 20,000 entries are read in 0.4 s instead of 1.5 s.
// Can go: when Hyperbee decodes a block that it is given.
import messages from 'hyperbee/lib/messages.js'

/** The change in one block: `value` is null for a deletion. Throws on anything but a block of a Hyperbee. */
export function decodeBeeBlock(block: Uint8Array): { key: Uint8Array; value: Uint8Array | null } {
  return messages.Node.decode(block)
}
