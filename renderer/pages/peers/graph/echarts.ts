// Only the parts that are drawn: the library as a whole is five times as big.
import { GraphChart } from 'echarts/charts'
import { TooltipComponent } from 'echarts/components'
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

register([GraphChart, TooltipComponent, CanvasRenderer])

export { init, type EChartsCoreOption, type EChartsType }
