/**
 * Counts what runs: with `node --import` of this file, each module of main/, and the codecs that the wire formats are
 * made of, is instrumented by Istanbul as it is loaded. See coverage.ts for what becomes of the counters.
 */
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { createInstrumenter } from 'istanbul-lib-instrument'

const COUNTED = /\/(?:main|node_modules\/compact-encoding)\/(?!.*\/node_modules\/)[^?]*\.(?:ts|js)$/
const root = new URL('../../../', import.meta.url).href

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.startsWith(root) || !COUNTED.test(url.slice(root.length - 1)) || !loaded.source) return loaded
    const source = Buffer.from(loaded.source).toString()
    const isTyped = loaded.format === 'module-typescript'
    const esModules = isTyped || loaded.format === 'module'
    const instrumenter = createInstrumenter({ esModules, compact: false })
    const counted = instrumenter.instrumentSync(isTyped ? stripTypeScriptTypes(source) : source, fileURLToPath(url))
    return { ...loaded, format: isTyped ? 'module' : loaded.format, source: counted }
  },
})
