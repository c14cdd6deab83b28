/**
 * Flags for a process that runs a node. What comes from the wire lies outside of V8's heap but counts against it: with
 * the small heap that
 * V8 begins with, a fast transfer makes it mark the whole heap ten times a second (a quarter of the receiver's CPU as
 * measured).
 * Packets and messages live for a moment: a young generation of 2 MiB frees them sooner than one of 16 (178 to 208 MB
 * while a file comes,
 * instead of 180 to 240) and costs no time that could be measured. scripts/lib/cli-line.mjs says the same.
 */
export const HEAP_FLAGS: readonly string[] = ['--initial-old-space-size=64', '--max-semi-space-size=2']
