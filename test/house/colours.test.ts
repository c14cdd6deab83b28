import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** Where trust is shown: its components, the pages of peers, the shared pickers of colours, and simulated peers. */
const TRUST = [
  'renderer/components/trust/',
  'renderer/components/tag',
  'renderer/components/charts/chart-theme.ts',
  'renderer/pages/peers/',
  'renderer/pages/simulator/',
  'renderer/pages/transfers/uploads/uploads.module.css',
  'renderer/theme.ts',
]
/** Green in any spelling: the variables of trust, Mantine's names, a tag's tone, the two values of the theme. */
const GREEN = /--hy-good|\b(?:green|teal|lime)\b|tone=(?:"|\{')good|#2b8a3e|#4fbf67/i
/** Presence in a colour of trust, in the rooms that may show it. */
const PRESENCE = /online\s*\?\s*'(?:good|var\(--hy-good)|lamp\[data-(?:on|state='online')\] \{[^}]*--hy-(?:good|bad)/

const files = readdirSync(join(root, 'renderer'), { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /\.(?:tsx?|css)$/.test(entry.name))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

it('shows green for trust alone', () => {
  expect(files.length).toBeGreaterThan(200)
  const others = files.filter(({ path }) => !TRUST.some((room) => path.startsWith(room)))
  expect(others.filter(({ text }) => GREEN.test(text)).map(({ path }) => path)).toEqual([])
})

it('shows presence in no colour of trust', () => {
  expect(files.filter(({ text }) => PRESENCE.test(text)).map(({ path }) => path)).toEqual([])
})
