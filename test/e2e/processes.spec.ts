import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from './helpers/fixtures.ts'
import { runHyoban } from './helpers/server.ts'
import { goTo } from './helpers/ui.ts'

test('a second node on the same data directory exits with 1 and one line of explanation', async ({
  serve,
  scratch,
  bootstrap,
}) => {
  await serve('one', ['--name', 'Aiko', '--community', 'e2e'])
  const second = await runHyoban(['serve', '--data-dir', join(scratch, 'one'), '--bootstrap', bootstrap])
  expect(second.code).toBe(1)
  expect(second.stdout).toBe('')
  expect(second.stderr.trim().split('\n')).toHaveLength(1)
  expect(second.stderr).toMatch(/^hyoban: .*(in use|already)/i)
})

test('a busy port is named, and the data directory is released', async ({ serve, scratch, bootstrap }) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const failed = await runHyoban([
    'serve',
    '--data-dir',
    join(scratch, 'one'),
    '--bootstrap',
    bootstrap,
    '--port',
    String(port),
  ])
  other.close()
  expect(failed.code).toBe(1)
  expect(failed.stderr).toContain(`hyoban: Port ${port} is already in use.`)
  await serve('one')
})

test('SIGTERM exits with 0 and releases the data directory; the identity persists', async ({ serve }) => {
  const first = await serve('one', ['--name', 'Aiko', '--community', 'e2e'])
  expect(await first.stop()).toBe(0)
  const again = await serve('one')
  expect(again.identity).toEqual(first.identity)
})

test('a killed server shows as a lost connection; the address of the new one restores the page', async ({
  page,
  serve,
}) => {
  const first = await serve('one', ['--name', 'Aiko', '--community', 'e2e', '--port', '0'])
  await page.goto(first.url)
  await expect(page.getByTestId('node-state')).toBeVisible()
  await first.kill()
  await expect(page.getByTestId('connection-lost')).toBeVisible()
  // The page stays usable.
  await goTo(page, 'library')
  await expect(page.getByTestId('nav-library')).toHaveAttribute('aria-current', 'page')

  const { port } = new URL(first.url)
  const again = await serve('one', ['--port', port])
  // The new server has a new token and rejects the old page.
  await page.getByTestId('connection-lost').getByRole('button').click()
  await expect(page.getByTestId('connection-lost')).toContainText(
    'The server was restarted: open the new address that it printed.',
  )
  // In the same tab, where only the fragment differs.
  await page.goto(again.url)
  await expect(page.getByTestId('nav-search')).toBeVisible()
  await expect(page.getByTestId('connection-lost')).toBeHidden()
})

test('a link opened in a new tab works; a browser without a tab of the app is shut out', async ({
  page,
  context,
  browser,
  serve,
}) => {
  const { url, token } = await serve('one', ['--name', 'Aiko', '--community', 'e2e'])
  await page.goto(url)
  await expect(page.getByTestId('node-state')).toBeVisible()
  const opened = context.waitForEvent('page')
  await page.getByTestId('nav-peers').click({ button: 'middle' })
  const tab = await opened
  await expect(tab.getByTestId('nav-peers')).toHaveAttribute('aria-current', 'page')
  await expect(tab.getByTestId('node-state')).toBeVisible()
  await expect(tab.getByTestId('connection-lost')).toHaveCount(0)
  expect(tab.url()).not.toContain(token)
  // a tab of its own: it outlives the one that it came from
  await page.close()
  await tab.reload()
  await expect(tab.getByTestId('node-state')).toBeVisible()

  const stranger = await browser.newContext()
  const shutOut = await stranger.newPage()
  await shutOut.goto(new URL('/peers', url).href)
  await expect(shutOut.getByText('This page is not allowed to access the node.')).toBeVisible()
  await stranger.close()
})
