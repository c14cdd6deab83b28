import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { MantineProvider } from '@mantine/core'
import '@fontsource-variable/inter'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './styles.css'
import './phone.css'
import { App } from './app.tsx'
import { connect } from './client/connection/connect.ts'
import { ConnectionProvider } from './client/provider.tsx'
import { Toasts } from './components/feedback/toasts.tsx'
import { TextProvider } from './hooks/text-provider.tsx'
import { startTranslations } from './locales/i18n.ts'
import { cssVariables, theme } from './theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

const connection = connect()
await startTranslations()

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Toasts />
      <TextProvider>
        <ConnectionProvider connection={connection}>
          <App />
        </ConnectionProvider>
      </TextProvider>
    </MantineProvider>
  </StrictMode>,
)
