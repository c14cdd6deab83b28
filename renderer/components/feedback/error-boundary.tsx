import { Component, type ErrorInfo, type ReactNode } from 'react'
import { ProblemPanel } from './state-panel.tsx'

interface State {
  error: Error | null
}

/** Contains the errors of one page. A new `resetKey` (the route) clears the error. */
export class ErrorBoundary extends Component<{ resetKey: string; children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack)
  }

  override componentDidUpdate(before: { resetKey: string }): void {
    if (before.resetKey !== this.props.resetKey && this.state.error !== null) this.setState({ error: null })
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children
    return (
      <ProblemPanel
        problem={{ code: 'INTERNAL', message: this.state.error.message, hint: '', details: {} }}
        retry={() => this.setState({ error: null })}
      />
    )
  }
}
