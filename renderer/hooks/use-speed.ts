import { useEffect, useRef, useState } from 'react'

const WINDOW_MS = 4000

/** Units a second by which `value` grew over the last few seconds; 0 while that is not known. */
export function useSpeed(value: number): number {
  const samples = useRef<{ at: number; value: number }[]>([])
  const [speed, setSpeed] = useState(0)
  useEffect(() => {
    const now = performance.now()
    const kept = samples.current.filter((sample) => now - sample.at <= WINDOW_MS && sample.value <= value)
    samples.current = [...kept, { at: now, value }]
    const first = samples.current[0]
    setSpeed(first && now - first.at > 400 ? ((value - first.value) / (now - first.at)) * 1000 : 0)
  }, [value])
  return speed
}
