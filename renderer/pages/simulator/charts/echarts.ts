// Only the parts that are drawn: the library as a whole is five times as big.
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
 * Draws a small chart that nobody sees, once: the browser compiles the library while it has nothing else to do, and not
 * when somebody has pressed Run and waits for the first point.
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
