import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A home with a shared folder, and the arguments that skip the questions of the first run. */
export async function settledHome(): Promise<{ home: string; args: string[] }> {
  const home = await mkdtemp(join(tmpdir(), 'hyoban-desktop-'))
  await mkdir(join(home, 'share'))
  await writeFile(join(home, 'share', 'bells.txt'), 'ding dong')
  return { home, args: [`--share=${join(home, 'share')}`, '--community=stand-in'] }
}

/** A desktop on which some program shows tray icons: gdbus, asked for the watcher's name, says yes. */
export async function desktopWithTray(home: string): Promise<NodeJS.ProcessEnv> {
  const bin = join(home, 'bin')
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, 'gdbus'), '#!/bin/sh\necho "(true,)"\n')
  await chmod(join(bin, 'gdbus'), 0o755)
  return { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }
}
