/* The page of the drawings benchmark: a drawing of the simulator without a node, observed in the page itself. */
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { MantineProvider } from '@mantine/core'
import '@mantine/core/styles.css'
import '@fontsource-variable/inter'
import { completeSettings } from '../../../main/simulator/lab/read-settings.ts'
import { mechanismScenario } from '../../../main/simulator/mechanisms/mechanism-scenario.ts'
import { watchRun } from '../../../main/simulator/mechanisms/watching/watch-run.ts'
import { OVERLAY_DEFAULTS, type OverlaySettings } from '../../../main/simulator/overlays/overlay-settings.ts'
import { traceQuery } from '../../../main/simulator/overlays/tracing/trace.ts'
import { TextProvider } from '../../../renderer/hooks/text-provider.tsx'
import { startTranslations } from '../../../renderer/locales/i18n.ts'
import { DealingsDrawing } from '../../../renderer/pages/simulator/drawing/mechanism/mechanism-drawing.tsx'
import { QueryDrawing } from '../../../renderer/pages/simulator/drawing/overlay-drawing.tsx'
import { cssVariables, theme } from '../../../renderer/theme.ts'
import '../../../renderer/styles.css'

/** `overlay=NAME` or `mechanism=NAME`, and settings of that lab by name; `dark`, `query`, `lang`. */
const asked = new URLSearchParams(location.search)
const settings: OverlaySettings = { ...OVERLAY_DEFAULTS, nodes: 500 }
for (const [name, value] of asked)
  if (name in settings) Object.assign(settings, { [name]: Number.isNaN(Number(value)) ? value : Number(value) })

function Query() {
  const [query, setQuery] = useState(Number(asked.get('query') ?? 1))
  const [trace] = useState(() => traceQuery(settings, 1, query))
  return <QueryDrawing trace={trace} wanted={settings.nodes} query={query} onQuery={setQuery} />
}

localStorage.setItem('hyoban.language', asked.get('lang') ?? 'en')
/** One run, with what is set of the settings of its lab. */
function Dealings() {
  const set = [...asked].filter(([name]) => mechanismScenario.parameters.some((one) => one.name === name))
  const values = set.map(([name, value]) => [name, Number.isNaN(Number(value)) ? value : Number(value)])
  const [run] = useState(() => watchRun(completeSettings(mechanismScenario, Object.fromEntries(values)), 1))
  return <DealingsDrawing run={run} />
}

await startTranslations()
createRoot(document.getElementById('root') as HTMLElement).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariables}
    forceColorScheme={asked.has('dark') ? 'dark' : 'light'}
  >
    <TextProvider>
      <div id="overlays" />
      <main style={{ height: '100vh', overflow: 'auto', padding: 16, background: 'var(--hy-surface)' }}>
        {asked.has('overlay') && <Query />}
        {asked.has('mechanism') && <Dealings />}
      </main>
    </TextProvider>
  </MantineProvider>,
)
