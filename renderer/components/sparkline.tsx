/** A line of values in [0, 1] without axes; decorative, the number beside it says the same. */
export function Sparkline({
  values,
  color,
  width = 88,
  height = 24,
}: {
  values: readonly number[]
  color: string
  width?: number
  height?: number
}) {
  const pad = 3
  if (values.length < 2) return <svg width={width} height={height} aria-hidden="true" />
  const step = (width - 2 * pad) / (values.length - 1)
  const y = (value: number): number => pad + (1 - value) * (height - 2 * pad)
  const points = values.map((value, index) => `${(pad + index * step).toFixed(1)},${y(value).toFixed(1)}`)
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      focusable="false"
      style={{ display: 'block' }}
    >
      <polygon
        points={`${pad},${height - 1} ${points.join(' ')} ${width - pad},${height - 1}`}
        fill={color}
        opacity="0.09"
      />
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke={color}
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx={width - pad} cy={y(values.at(-1) ?? 0)} r="2.2" fill={color} />
    </svg>
  )
}
