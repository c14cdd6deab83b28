/**
 * V8 flags for a process that runs a node. Network buffers are outside of the heap but count against it: with V8's
 * small initial heap, a fast transfer marks the whole heap ten times a second (a quarter of the receiver's CPU).
 * Packets and messages are short-lived: a young generation of 2 MiB frees them earlier than one of 16 MiB (178 to 208
 * MB instead of 180 to 240 during a download) at no measurable cost. The old generation is collected once it has grown
 * by half, and not by up to three times: V8 keeps the pages that it has once used (98 MiB instead of 227 after a minute
 * of a siege, for the same processor time). Keep in sync with scripts/lib/cli-line.mjs.
 */
export const HEAP_FLAGS: readonly string[] = [
  '--initial-old-space-size=64',
  '--max-semi-space-size=2',
  '--heap-growing-percent=50',
]
