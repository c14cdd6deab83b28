/**
 * The URL of a worker's entry file. Run directly, it lies beside its caller as `<file>.ts`; bundled, as
 * `out/main/<file>.js`, while the caller may sit in out/main or in out/main/chunks.
 * `caller` is the caller's import.meta.url.
 */
export function workerUrl(file: string, caller: string): URL {
  if (caller.endsWith('.ts')) return new URL(`./${file}.ts`, caller)
  return new URL(/\/chunks\/[^/]*$/.test(caller) ? `../${file}.js` : `./${file}.js`, caller)
}
