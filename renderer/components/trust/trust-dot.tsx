import type { Trust } from '../../../main/contract/trust.ts'

/**
 * The standing by the evidence by shape as well as colour, as in the trust graph: a full dot, a ring, a diamond.
 * Decorative; give the standing as text, too.
 */
export function TrustDot({ standing, size = 10 }: { standing: Trust['standing']; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" focusable="false" style={{ flex: 'none' }}>
      {standing === 'good' && <circle cx="6" cy="6" r="5.2" fill="var(--hy-good)" />}
      {standing === 'new' && <circle cx="6" cy="6" r="4.3" fill="none" stroke="var(--hy-new)" strokeWidth="1.8" />}
      {standing === 'bad' && <path d="M6 0 12 6 6 12 0 6z" fill="var(--hy-bad)" />}
    </svg>
  )
}
