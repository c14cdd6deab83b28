import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/lib/browser.mjs'

/** What keeps Chromium quiet and working in a container, as root and without a graphics card. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const executablePath = findBrowser()

// As in vitest.config.ts: nodes start faster from what is compiled, and long tests run when HYOBAN_SOAK is 1.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node')
const soak = process.env['HYOBAN_SOAK'] === '1'

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: soak ? '**/*.soak.spec.ts' : '**/*.spec.ts',
  testIgnore: soak ? [] : '**/*.soak.spec.ts',
  outputDir: 'test-results',
  // A browser and its nodes keep a core busy, so more workers gain nothing (372 s with four, 367 s with two).
  workers: soak ? 1 : 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    // recording every test makes it three times as slow; add --trace on to look into one
    trace: 'off',
    launchOptions: { args: FLAGS, ...(executablePath && { executablePath }) },
  },
})
