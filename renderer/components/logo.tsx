/** The logo: one peer surrounded by the opinions of others. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false" style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="8" fill="#3554b5" />
      <path
        d="M16 16 8.6 10.2M16 16l7.4-5.8M16 16v8.6"
        stroke="#fff"
        strokeOpacity=".65"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <circle cx="16" cy="16" r="5" fill="#fff" />
      <circle cx="8.2" cy="9.8" r="2.6" fill="#fff" />
      <circle cx="23.8" cy="9.8" r="2.6" fill="#fff" />
      <circle cx="16" cy="25" r="2.6" fill="#fff" />
    </svg>
  )
}
