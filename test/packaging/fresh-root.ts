import { spawnSync } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const present = (command: string): boolean => spawnSync('which', [command]).status === 0

/** Why no fresh system can be made here; undefined if one can. */
export function rootProblem(): string | undefined {
  if (process.platform !== 'linux') return 'only on Linux'
  if (process.getuid?.() !== 0) return 'needs root, for debootstrap and chroot'
  const missing = ['debootstrap', 'dpkg', 'chroot', 'mount'].filter((command) => !present(command))
  return missing.length > 0 ? `${missing.join(', ')} not installed` : undefined
}

/** A minimal Debian of its own in a folder, for packages to be installed in. */
export class FreshRoot {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  /** Downloads Debian's base packages; takes a minute or two. Throws with debootstrap's last lines if it cannot. */
  static async make(folder: string): Promise<FreshRoot> {
    const { status, stdout } = spawnSync('debootstrap', ['--variant=minbase', 'stable', folder], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`debootstrap: ${stdout.trim().split('\n').slice(-3).join(' | ')}`)
    const root = new FreshRoot(folder)
    await mkdir(join(folder, 'proc'), { recursive: true })
    root.#mount('proc', 'proc')
    return root
  }

  /** Runs a command in it; throws with its output if it fails. */
  run(command: string, ...args: string[]): string {
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' }
    const { status, stdout, stderr } = spawnSync('chroot', [this.folder, command, ...args], { encoding: 'utf8', env })
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`)
    return stdout
  }

  path(inside: string): string {
    return join(this.folder, inside)
  }

  async remove(): Promise<void> {
    spawnSync('umount', ['-l', join(this.folder, 'proc')])
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  #mount(type: string, at: string): void {
    const { status, stderr } = spawnSync('mount', ['-t', type, type, join(this.folder, at)], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`mount: ${stderr}`)
  }
}
