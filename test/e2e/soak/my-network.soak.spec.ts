import { join } from 'node:path'
import { expectClean } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import {
  download,
  expectNoSidewaysScroll,
  fillOwnNetwork,
  keyOf,
  OFFLINE,
  openHealth,
  openMine,
} from '../helpers/own-network.ts'
import { startServer } from '../helpers/server.ts'
import { errorsOf, phase } from '../helpers/simulator.ts'

const PEERS = 30

test.describe('the own network, with four weeks of data', () => {
  test.use({ locale: 'en-GB', colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })

  test('estimates, a forecast with a change, exports, and health; no key in any of it', async ({ page, scratch }) => {
    test.setTimeout(240_000)
    const data = join(scratch, 'node')
    const flags = ['serve', '--data-dir', data, ...OFFLINE]
    const first = await startServer(flags)
    await first.stop()
    fillOwnNetwork(data, first.identity.publicKey, { peers: PEERS, requests: 40 })
    const server = await startServer(flags)
    const errors = errorsOf(page)
    await page.goto(server.url)
    await openMine(page)
    await expect(page.getByTestId('estimates')).toBeVisible({ timeout: 60_000 })
    await expect(page.getByTestId('estimate-N')).toContainText(`Peers met: ${PEERS}`)
    await expect(page.getByTestId('estimate-turnover')).toContainText(/0\.\d+ 0\.\d+ to 0\.\d+/)
    await expect(page.getByTestId('estimate-identity')).toContainText('free')

    await page.getByTestId('mine-replications').fill('10')
    await page.getByTestId('run').focus()
    await page.keyboard.press('Enter')
    await phase(page, 'done')
    await expect(page.getByTestId('forecast')).toHaveAttribute('data-lines', '1')
    await expect(page.getByTestId('forecast-end')).toContainText(/In 30 days, x will probably be between 0\.\d+ and/)

    // a change by keyboard: the slider goes on from where it stands
    await page.getByTestId('what-if-traitors').focus()
    await page.keyboard.press('Space')
    await expect(page.getByTestId('run-text')).toContainText('Settings have changed')
    const slider = page.getByTestId('what-if-traitors-slider').getByRole('slider')
    await slider.focus()
    for (let n = 0; n < 4; n++) await slider.press('ArrowRight')
    await expect(page.getByTestId('what-if')).toContainText('14%')
    await page.getByTestId('run').click()
    await phase(page, 'done')
    await expect(page.getByTestId('forecast')).toHaveAttribute('data-lines', '2')
    await expect(page.getByTestId('forecast-end')).toContainText('With the change')
    await expect(page.getByTestId('mine-command')).toHaveAttribute(
      'data-command',
      `hyoban simulate mine --data-dir ${data} --days 30 --replications 10 --seed 1 --what-if traitors=0.14`,
    )
    await expectClean(page, 'my network with a forecast')

    const files = [
      await download(page, 'csv'),
      await download(page, 'json'),
      await download(page, 'svg'),
      await download(page, 'png'),
    ]
    const [csv, json, svg, png] = files
    expect(csv?.text).toMatch(/^transactions,days,band,metric,low,median,high\r\n\d+,/)
    const document = JSON.parse(json?.text ?? '') as { scenario: string; forecast: { whatIf: object } }
    expect(document).toMatchObject({ scenario: 'mine', forecast: { whatIf: { traitors: 0.14 } } })
    expect(svg?.text).toMatch(/^<svg[^>]*><title>How will my own network fare\?<\/title>/)
    expect(png?.name).toBe('hyoban-mine-seed1.png')
    expect(png?.text.startsWith('\x89PNG')).toBe(true)
    const shown = await page.getByTestId('estimates').innerText()
    for (const text of [shown, ...files.map((file) => file.text)])
      for (const key of [server.identity.publicKey, ...Array.from({ length: PEERS }, (_, n) => keyOf(n))])
        expect(text.includes(key)).toBe(false)
    await page.getByTestId('forecast-form').getByText('Table').click()
    await expect(page.getByTestId('forecast-table').locator('tbody tr')).toHaveCount(160)

    // a long forecast is stopped
    await page.getByTestId('mine-replications').fill('1000')
    await page.getByTestId('run').click()
    await expect(page.getByTestId('run-progress')).toBeVisible()
    await page.getByTestId('cancel-run').click()
    await expect(page.getByTestId('run')).toBeVisible()

    await openHealth(page)
    await expect(page.getByTestId('health-x')).toContainText(/\d+% of requests were served lately/)
    await expect(page.getByTestId('health-W')).toContainText('Sharing pays')
    await expect(page.getByTestId('health-exclusions')).toContainText(/excluded a peer [3-9] times in 30 days/)
    await expect(page.getByTestId('health-newcomers')).toContainText(`You met ${PEERS} peers for the first time`)
    await expect(page.getByTestId('health-trust')).toContainText(/Rated peers: \d+, of whom \d+ trusted/)
    await expectClean(page, 'health')
    await page.getByTestId('health-form').getByText('Table').click()
    await expect(page.getByTestId('health-table').locator('tbody tr')).toHaveCount(10)
    await expectClean(page, 'health as a table')

    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByTestId('health-form').getByText('Charts').click()
    await expectNoSidewaysScroll(page)
    await openMine(page)
    await expect(page.getByTestId('estimates')).toBeVisible()
    await expectNoSidewaysScroll(page)
    // and in Japanese
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByTestId('language-menu').click()
    await page.getByTestId('language-ja').click()
    await expect(page.getByTestId('estimates')).toContainText('回転率')
    await expectClean(page, 'my network in Japanese')
    await expect(page.locator('main')).not.toContainText(/network:[a-z]/)
    await openHealth(page)
    await expect(page.getByTestId('health-x')).toContainText('最近は要求の')
    await expectClean(page, 'health in Japanese')
    await expect(page.locator('main')).not.toContainText(/network:[a-z]/)
    expect(errors).toEqual([])
    await server.stop()
  })
})
