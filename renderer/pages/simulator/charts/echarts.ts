// Only the parts in use: the whole library is five times as large.
import { HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

register([
  LineChart,
  HeatmapChart,
  ScatterChart,
  GridComponent,
  TooltipComponent,
  VisualMapComponent,
  MarkLineComponent,
  CanvasRenderer,
])

export { init, type EChartsCoreOption, type EChartsType }

let warm = false

/**
 * Draws a small off-screen chart once, so that the browser compiles the library while idle and not when Run was
 * pressed and the first point is due.
 */
export function warmUp(): void {
  if (warm) return
  warm = true
  const later =
    typeof requestIdleCallback === 'function' ? requestIdleCallback : (work: () => void) => setTimeout(work, 50)
  later(() => {
    const host = document.createElement('div')
    const chart = init(host, null, { renderer: 'canvas', width: 600, height: 300 })
    const line = {
      type: 'line',
      stack: 'a',
      areaStyle: {},
      showSymbol: true,
      data: [
        [1, 0],
        [2, 1],
        [3, 2],
      ],
    }
    for (const last of [2, 3]) {
      chart.setOption(
        {
          animation: false,
          tooltip: { trigger: 'axis' },
          xAxis: { type: 'value', name: 'x', max: last },
          yAxis: { type: 'value', name: 'y' },
          series: [line, { ...line, stack: undefined }],
        },
        { notMerge: true, lazyUpdate: false },
      )
    }
    chart.getDataURL({ type: 'png' })
    chart.dispose()
  })
}
