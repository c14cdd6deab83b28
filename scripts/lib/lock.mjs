import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './paths.mjs'

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Runs `work` exclusively among the processes of this checkout; takes over locks of dead processes. */
export async function withLock(name, work) {
  const folder = join(tmpdir(), `hyoban-${name}-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`)
  const pidFile = join(folder, 'pid')
  for (let tries = 0; ; tries++) {
    try {
      mkdirSync(folder)
      writeFileSync(pidFile, String(process.pid))
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      let pid = 0
      try {
        pid = Number(readFileSync(pidFile, 'utf8'))
      } catch {
        // the holder has created the folder but not yet written its pid
      }
      if (pid ? !alive(pid) : tries > 20) rmSync(folder, { recursive: true, force: true })
      else await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  try {
    return await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
