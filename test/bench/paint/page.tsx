/* The reference of the paint benchmark: the minimum that React needs for the same events, with plain elements. */
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

const ROWS = 12
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const NAMES = Array.from({ length: 1000 }, (_, n) => `${LETTERS[n % LETTERS.length]}${n} amber kelp.flac`)

/** A field that filters a thousand names by prefix: each letter shows other rows. */
function Rows() {
  const [text, setText] = useState('')
  return (
    <>
      <input data-testid="input" value={text} onChange={(event) => setText(event.target.value)} />
      {NAMES.filter((name) => name.startsWith(text))
        .slice(0, ROWS)
        .map((name) => (
          <div key={name} data-testid="row" data-key={name}>
            {name}
          </div>
        ))}
    </>
  )
}

/** A counter. */
function Counter() {
  const [count, setCount] = useState(0)
  return (
    <>
      <button data-testid="button" onClick={() => setCount(count + 1)}>
        Count
      </button>
      <b data-testid="number">{count}</b>
    </>
  )
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <>
    <Rows />
    <Counter />
    <div style={{ height: 400, overflow: 'auto' }}>
      <div data-testid="tall" style={{ height: 1_000_000 }} />
    </div>
  </>,
)
