import { useEffect, useRef, type RefObject } from 'react'
import { init, type EChartsCoreOption, type EChartsType } from './echarts.ts'

interface ChartProps {
  option: EChartsCoreOption
  height: number | string
  /** Text alternative; the numbers are in a table beside it. */
  label: string
  testId?: string
  /** Receives the chart instance, for image export. */
  chartRef?: RefObject<EChartsType | null>
  /** Called after each render of a new option. */
  onDrawn?: () => void
}

/** A chart that follows changes of its option and size. */
export function Chart({ option, height, label, testId, chartRef, onDrawn }: ChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  const drawn = useRef(onDrawn)
  useEffect(() => {
    drawn.current = onDrawn
  })
  useEffect(() => {
    const element = host.current
    if (!element) return
    const made = init(element, null, { renderer: 'canvas' })
    chart.current = made
    if (chartRef) chartRef.current = made
    made.on('rendered', () => drawn.current?.())
    const session = new ResizeObserver(() => made.resize())
    session.observe(element)
    return () => {
      session.disconnect()
      made.dispose()
      chart.current = null
      if (chartRef) chartRef.current = null
    }
  }, [chartRef])
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true })
  }, [option])
  return (
    <div ref={host} role="img" aria-label={label} data-testid={testId} style={{ height, width: '100%', minWidth: 0 }} />
  )
}
