import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright'
import { findBrowser } from '../../scripts/lib/browser.mjs'
import { ensureBuilt } from '../../scripts/lib/build.mjs'
import type { Answer, Commands } from './stand-in/control.ts'

const MAIN = join(import.meta.dirname, '../../out/main/electron.js')
const REGISTER = join(import.meta.dirname, 'stand-in/register.ts')
const OFFLINE = ['--bootstrap=127.0.0.1:9', '--host-only']

/** Starts a Chromium of its own and resolves with its address for DevTools. */
async function startBrowser(profile: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const path = findBrowser() ?? chromium.executablePath()
  const child = spawn(
    path,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  for await (const line of createInterface({ input: child.stderr })) {
    const endpoint = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (endpoint) {
      child.stderr.resume()
      return { child, endpoint }
    }
  }
  throw new Error('the browser ended before it listened')
}

export interface DesktopRunOptions {
  args?: readonly string[]
  env?: NodeJS.ProcessEnv
  /** A home of an earlier run, which keeps its identity and settings. */
  home?: string
  /** Name of the browser's profile, for a second app with one home. */
  profile?: string
}

/** The built app in the stand-in: a home, a Chromium and a main process of its own. */
export class DesktopRun {
  readonly home: string
  /** Lines that the app wrote to stderr. */
  readonly errors: string[] = []
  /** Exit code of the main process. */
  readonly exit: Promise<number>
  readonly #main: ChildProcess
  readonly #chromium: ChildProcess
  readonly #browser: Browser
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #next = 1

  private constructor(home: string, main: ChildProcess, chromiumProcess: ChildProcess, browser: Browser) {
    this.home = home
    this.#main = main
    this.#chromium = chromiumProcess
    this.#browser = browser
    main.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer)
      this.#waiting.delete(answer.id)
    })
    if (main.stderr) createInterface({ input: main.stderr }).on('line', (line) => this.errors.push(line))
    this.exit = once(main, 'exit').then(([code, signal]) => {
      for (const [id, answer] of this.#waiting) answer({ id, problem: 'the app has ended' })
      return typeof code === 'number' ? code : `${signal}`.length + 128
    })
  }

  /** Builds if necessary and starts the app. */
  static async start({ args = [], env = {}, home, profile = 'chromium' }: DesktopRunOptions = {}): Promise<DesktopRun> {
    const built = await ensureBuilt(process.execPath)
    if (built.code !== 0) throw new Error(built.output)
    const folder = home ?? (await mkdtemp(join(tmpdir(), 'hyoban-desktop-')))
    await mkdir(join(folder, 'Downloads'), { recursive: true })
    const { child, endpoint } = await startBrowser(join(folder, profile))
    const browser = await chromium.connectOverCDP(endpoint)
    const main = fork(MAIN, [join(import.meta.dirname, '../..'), ...OFFLINE, ...args], {
      execArgv: ['--import', REGISTER],
      env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: '', XDG_DATA_HOME: '', STAND_IN_BROWSER: endpoint, ...env },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    })
    return new DesktopRun(folder, main, child, browser)
  }

  get pid(): number {
    return this.#main.pid as number
  }

  /** Does something from outside of the app; see stand-in/control.ts. */
  async call<K extends keyof Commands>(
    name: K,
    ...args: Parameters<Commands[K]>
  ): Promise<Awaited<ReturnType<Commands[K]>>> {
    const id = this.#next++
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#main.send({ id, name, args })
    })
    if ('problem' in answer) throw new Error(`${name}: ${answer.problem}`)
    return answer.value as Awaited<ReturnType<Commands[K]>>
  }

  /** The page of the app's window, once it is there. */
  async page(): Promise<Page> {
    const [context] = this.#browser.contexts()
    if (!context) throw new Error('the browser has no context')
    const isApp = (page: Page): boolean => page.url().startsWith('https://hyoban-app.invalid/')
    for (;;) {
      const page = context.pages().find(isApp)
      if (page) return page
      const changes = [
        context.waitForEvent('page'),
        ...context.pages().map((one) => one.waitForEvent('framenavigated')),
      ]
      // those that come to nothing end with the browser
      for (const change of changes) change.catch(() => {})
      await Promise.race(changes)
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#main.kill(signal)
  }

  /** Ends everything that still runs; keeps the home if told so. */
  async end({ keepHome = false } = {}): Promise<void> {
    if (this.#main.exitCode === null && this.#main.signalCode === null) {
      this.#main.kill('SIGKILL')
      await this.exit
    }
    await this.#browser.close()
    if (this.#chromium.exitCode === null && this.#chromium.signalCode === null) {
      const ended = once(this.#chromium, 'exit')
      this.#chromium.kill('SIGKILL')
      await ended
    }
    if (!keepHome) await rm(this.home, { recursive: true, force: true, maxRetries: 5 })
  }
}

export async function secondStart(
  home: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string[]> {
  const second = await DesktopRun.start({ home, args, env, profile: 'second' })
  await second.exit
  await second.end({ keepHome: true })
  return second.errors
}
