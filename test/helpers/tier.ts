/**
 * Selects the amount of work of a test: `short` under `npm test`, `long` under `npm run test:soak`, where a soak file
 * of the same name imports the test file.
 */
export function perTier<T>(short: T, long: T): T {
  return process.env['HYOBAN_SOAK'] === '1' ? long : short
}

/** Number of cases of a fuzz test. */
export const FUZZ_CASES = perTier(3_000, 100_000)

/** Time limit of a fuzz test in ms: many times what its cases take on an idle machine. */
export const FUZZ_LIMIT_MS = perTier(120_000, 900_000)
