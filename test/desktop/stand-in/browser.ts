import { chromium, type BrowserContext, type Page } from 'playwright'
import { session } from './session.ts'

/** Pages of the app's scheme live on an intercepted https origin, since a scheme cannot be added from outside. */
const INTERCEPTED = 'https://hyoban-app.invalid'
const OWN = 'hyoban-app://app'

export const toChromium = (url: string): string => (url.startsWith(OWN) ? INTERCEPTED + url.slice(OWN.length) : url)
export const toElectron = (url: string): string =>
  url.startsWith(INTERCEPTED) ? OWN + url.slice(INTERCEPTED.length) : url.replace(`blob:${INTERCEPTED}`, `blob:${OWN}`)

let context: BrowserContext | undefined

/** Connects to the Chromium that the test started. */
export async function connectBrowser(): Promise<void> {
  const endpoint = process.env['STAND_IN_BROWSER']
  if (!endpoint) throw new Error('STAND_IN_BROWSER holds no address of a browser')
  const browser = await chromium.connectOverCDP(endpoint)
  browser.on('disconnected', () => process.exit(70))
  context = browser.contexts()[0]
  if (!context) throw new Error('the browser has no context')
}

/** Opens an empty page whose requests are answered by the app's own handlers. */
export async function openPage(): Promise<Page> {
  if (!context) throw new Error('the browser is not connected')
  const page = await context.newPage()
  await page.route('**/*', async (route) => {
    const request = route.request()
    const body = request.postDataBuffer()
    const answer = await session.defaultSession.answer(
      new Request(toElectron(request.url()), {
        method: request.method(),
        headers: request.headers(),
        ...(body && { body: new Uint8Array(body) }),
      }),
    )
    // the page may be gone by now
    if (!answer) return route.abort('blockedbyclient').catch(() => {})
    const bytes = Buffer.from(await answer.arrayBuffer())
    const headers = Object.fromEntries(answer.headers)
    return route.fulfill({ status: answer.status, headers, body: bytes }).catch(() => {})
  })
  return page
}
