import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface SecondStart {
  args: string[]
  folder: string
  data: unknown
}

function holderLives(path: string): boolean {
  try {
    return process.kill(Number(readFileSync(path, 'utf8')), 0)
  } catch {
    return false
  }
}

/**
 * Takes the single-instance lock of a profile. Returns how to give it back; or undefined if another process has it,
 * which then hears the arguments and data of this one.
 */
export function acquireLock(
  profile: string,
  data: unknown,
  onSecond: (second: SecondStart) => void,
): (() => void) | undefined {
  mkdirSync(profile, { recursive: true })
  const lock = join(profile, 'SingletonLock')
  const mail = join(profile, 'SingletonMail')
  if (holderLives(lock)) {
    mkdirSync(mail, { recursive: true })
    writeFileSync(
      join(mail, `${process.pid}.json`),
      JSON.stringify({ args: process.argv, folder: process.cwd(), data }),
    )
    return undefined
  }
  writeFileSync(lock, String(process.pid))
  mkdirSync(mail, { recursive: true })
  const watcher = watch(mail, () => {
    for (const name of readdirSync(mail)) {
      const text = readFileSync(join(mail, name), 'utf8')
      // the event may precede the content
      if (text === '') continue
      rmSync(join(mail, name))
      onSecond(JSON.parse(text) as SecondStart)
    }
  })
  watcher.unref()
  return () => {
    watcher.close()
    rmSync(lock, { force: true })
  }
}
