/**
 * The URL of the entry file of a worker: beside its caller as `<file>.ts` when run from source, `out/main/<file>.js`
 * when bundled, where the caller may be in out/main or out/main/chunks. `caller` is its import.meta.url.
 */
export function workerUrl(file: string, caller: string): URL {
  if (caller.endsWith('.ts')) return new URL(`./${file}.ts`, caller)
  return new URL(/\/chunks\/[^/]*$/.test(caller) ? `../${file}.js` : `./${file}.js`, caller)
}
