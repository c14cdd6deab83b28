import { formatLink } from '../../main/contract/link.ts'
import { magnetOf } from '../../main/domain/torrent.ts'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { goTo } from './helpers/ui.ts'

const FILE = { root: 'ab'.repeat(32), name: 'Song of the harbour.wav', size: 1_500_000 }

test('a link, a magnet link and an invitation are added by a button and by pasting anywhere', async ({
  page,
  serve,
}) => {
  const aiko = await serve('aiko', ['--name', 'Aiko', '--community', 'lab2'])
  await page.goto(aiko.url)
  const dialog = page.getByTestId('link-dialog')
  const close = async (): Promise<void> => {
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }
  await goTo(page, 'transfers')

  await test.step('the button: what is wrong is said, a link is offered', async () => {
    await page.getByTestId('add-link').click()
    await page.getByTestId('add-link-text').fill('hyoban:?root=12')
    await page.getByTestId('add-link-submit').click()
    await expect(page.getByText('This is not a Hyoban link.')).toBeVisible()
    await page.getByTestId('add-link-text').fill(magnetOf('films', [{ path: ['a'], size: 1, root: FILE.root }]).magnet)
    await page.keyboard.press('Enter')
    await expect(page.getByText('This magnet link names a torrent, not a file.')).toBeVisible()
    await expectClean(page, 'a link that is none')
    await page.getByTestId('add-link-text').fill(formatLink(FILE))
    await page.keyboard.press('Enter')
    await expect(dialog).toContainText(FILE.name)
    await close()
  })

  await test.step('pasted outside of a field', async () => {
    const paste = (text: string): Promise<void> =>
      page.evaluate((text) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', text)
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, text)
    await paste(magnetOf(FILE.name, [{ path: [FILE.name], size: FILE.size, root: FILE.root }]).magnet)
    await expect(dialog).toContainText('1.5 MB')
    await close()
    await paste('hyoban:invite/none')
    await expect(page.getByTestId('nav-communities')).toHaveAttribute('aria-current', 'page')
  })
})
