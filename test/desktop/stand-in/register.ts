// Answers `import 'electron'` with the stand-in: node --import register.ts out/main/electron.js
import { registerHooks } from 'node:module'

const standIn = new URL('electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: standIn, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
})
Object.defineProperty(process, 'type', { value: 'browser' })
