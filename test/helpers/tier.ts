/**
 * How much of something a test does: `short` under `npm test`, `long` under `npm run test:soak`. There the test file
 * runs because a soak file of the same name imports it.
 */
export function perTier<T>(short: T, long: T): T {
  return process.env['HYOBAN_SOAK'] === '1' ? long : short
}

/** Cases that a fuzz test tries. */
export const FUZZ_CASES = perTier(10_000, 100_000)

/** Ends a fuzz test that hangs: ten times what its cases take on an idle machine, in ms. */
export const FUZZ_LIMIT_MS = perTier(120_000, 900_000)
