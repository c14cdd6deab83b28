// Only the parts in use: the whole library is five times as large.
import { GraphChart } from 'echarts/charts'
import { TooltipComponent } from 'echarts/components'
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

register([GraphChart, TooltipComponent, CanvasRenderer])

export { init, type EChartsCoreOption, type EChartsType }
