import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import mantine from 'postcss-preset-mantine'
import type { Plugin } from 'vite'
import {
  bundledFolders,
  LICENCES_FILE,
  licenceProblems,
  licencesText,
  productionFolders,
} from './scripts/lib/licences.mjs'

const root = import.meta.dirname
const path = (...parts: string[]): string => join(root, ...parts)
/** The build scripts build aside and swap, so that nobody ever reads half a build. */
const out = (part: string): string => join(process.env.HYOBAN_OUT_DIR ?? path('out'), part)

/** What runs in a process or thread of its own, by the name that it has in out/main. */
const entries: Record<string, string> = {
  electron: path('main/electron.ts'),
  core: path('main/core.ts'),
  cli: path('main/cli.ts'),
  'attack-worker': path('main/simulator/attacks/attack-worker.ts'),
  'hash-worker': path('main/library/hashing/hash-worker.ts'),
  'scan-worker': path('main/library/scan/scan-worker.ts'),
  'verify-worker': path('main/transfers/storage/verify-worker.ts'),
  'metadata-worker': path('main/library/metadata/metadata-worker.ts'),
  'simulate-worker': path('main/simulator/simulate-worker.ts'),
  'estimate-worker': path('main/simulator/mine/live/estimate-worker.ts'),
  'network-worker': path('main/store/network/network-worker.ts'),
  'drawing-worker': path('main/simulator/drawings/drawing-worker.ts'),
  'checkpoint-worker': path('main/store/checkpoint-worker.ts'),
  'search-worker': path('main/search/local/search-worker.ts'),
}

const { dependencies } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as {
  dependencies: Record<string, string>
}
/** Production dependencies are installed beside the app and not bundled: many of them carry native code. */
const external = Object.keys(dependencies).flatMap((name) => [name, new RegExp(`^${name}/`)])

/** electron-vite insists on './', which pages below the root would resolve to the wrong folder. */
const absoluteBase: Plugin = { name: 'absolute-base', enforce: 'post', config: () => ({ base: '/' }) }

/** Writes the licences of what is bundled into the page, and of what is installed beside the app. */
const licences: Plugin = {
  name: 'third-party-licences',
  generateBundle() {
    const folders = [...productionFolders(root), ...bundledFolders(root, [...this.getModuleIds()])]
    for (const problem of licenceProblems(root, folders)) this.warn(problem)
    this.emitFile({ type: 'asset', fileName: LICENCES_FILE, source: licencesText(root, folders) })
  },
}

export default defineConfig({
  main: {
    build: {
      outDir: out('main'),
      sourcemap: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
        external,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: out('preload'),
      // A sandboxed preload script cannot be an ES module.
      rolldownOptions: {
        input: { preload: path('preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: path('renderer'),
    plugins: [react(), absoluteBase, licences],
    css: { postcss: { plugins: [mantine()] } },
    build: {
      outDir: out('renderer'),
      // The web shell's pages are read by other browsers than Electron's, too.
      target: 'es2022',
      minify: true,
      chunkSizeWarningLimit: 1200,
      rolldownOptions: { input: path('renderer/index.html') },
    },
  },
})
