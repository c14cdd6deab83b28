import type { Trust } from '../../../main/contract/trust.ts'

/**
 * Good, new or bad by shape as well as colour: a full dot, a ring, a crossed dot. Decorative; give the decision as
 * text, too.
 */
export function TrustDot({ decision, size = 10 }: { decision: Trust['decision']; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" focusable="false" style={{ flex: 'none' }}>
      {decision === 'good' && <circle cx="6" cy="6" r="5.2" fill="var(--hy-good)" />}
      {decision === 'new' && <circle cx="6" cy="6" r="4.3" fill="none" stroke="var(--hy-new)" strokeWidth="1.8" />}
      {decision === 'bad' && (
        <>
          <circle cx="6" cy="6" r="5.6" fill="var(--hy-bad)" />
          <path d="m3.9 3.9 4.2 4.2m0-4.2L3.9 8.1" stroke="var(--hy-surface)" strokeWidth="1.5" strokeLinecap="round" />
        </>
      )}
    </svg>
  )
}
