import { spawnSync } from 'node:child_process'

const OPENSSL = 'openssl dgst -sha256'
const COREUTILS = 'sha256sum'
/** The equivalent on systems without coreutils (macOS). */
const PERL = 'shasum -a 256'

function isInstalled(program: string): boolean {
  const [command = '', ...args] = program.split(' ')
  return spawnSync(command, args, { input: '', stdio: ['pipe', 'ignore', 'ignore'] }).status === 0
}

/**
 * The SHA-256 programs on this machine. OpenSSL uses the processor's SHA instructions, most builds of coreutils do not,
 * so a missing OpenSSL is reported.
 */
export function sha256Programs(): string[] {
  const programs = [OPENSSL, isInstalled(COREUTILS) ? COREUTILS : PERL].filter(isInstalled)
  if (!programs.includes(OPENSSL))
    console.error('MISSING: openssl is not installed, so the reference may be slower than what a user could have.')
  if (programs.length === 0) throw new Error('neither openssl nor coreutils is installed: there is no reference')
  return programs
}
