import { RemoteUpdates } from '../../main/shell/electron/core/remote-updates.ts'
import { expect, test } from './helpers/fixtures.ts'
import { startFakeNode } from './helpers/fake-node.ts'
import { goTo } from './helpers/ui.ts'

test('an update is one quiet line with a button, can be dismissed, and stands in Settings', async ({ page }) => {
  const asked: string[] = []
  const updates = new RemoteUpdates((what) => asked.push(what))
  const node = await startFakeNode({ transfers: [], updates })
  await page.goto(node.url)
  await goTo(page, 'settings')
  updates.set({ state: 'off', reason: 'noServer', version: null, percent: 0 })
  await expect(page.getByText('This copy was built without an update server and never asks for updates.')).toBeVisible()
  updates.set({ state: 'idle', reason: '', version: null, percent: 0 })
  await page.getByTestId('update-check').click()
  await expect.poll(() => asked).toEqual(['check'])
  const line = page.getByTestId('update-line')
  await expect(line).toBeHidden()
  updates.set({ state: 'available', reason: '', version: '0.2.0', percent: 0 })
  await expect(line).toContainText('Hyoban 0.2.0 is available. It is installed when you quit.')
  await line.getByRole('button', { name: 'Download' }).click()
  await expect.poll(() => asked).toEqual(['check', 'download'])
  updates.set({ state: 'ready', reason: '', version: '0.2.0', percent: 0 })
  await expect(line).toContainText('Hyoban 0.2.0 is installed when you quit.')
  await line.getByRole('button', { name: 'Dismiss' }).click()
  await expect(line).toBeHidden()
  updates.set({ state: 'failed', reason: 'damaged', version: '0.2.0', percent: 0 })
  await expect(page.getByText('it is not what the server announced')).toBeVisible()
  await node.close()
})

test('Settings shows the licences of what Hyoban is built from', async ({ page }) => {
  const node = await startFakeNode({ transfers: [] })
  await page.goto(node.url)
  await goTo(page, 'settings')
  await page.getByTestId('show-licences').click()
  const text = page.getByTestId('licences')
  await expect(text).toContainText('electron 45.')
  await expect(text).toContainText('LICENSES.chromium.html')
  await expect(text).toContainText('react-dom ')
  await node.close()
})
