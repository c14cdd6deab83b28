import type { MenuItemConstructorOptions } from 'electron'

/** A menu or a notice to draw. */
export type Drawn = { title: string } & (
  { items: readonly MenuItemConstructorOptions[] } | { notice: { title: string; body: string } }
)

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
/** In a label, "&" marks a shortcut and "&&" is one "&". */
const shown = (label: string): string => escaped(label.replaceAll('&&', '&'))

function item({ type, label, role, enabled, checked, accelerator, submenu }: MenuItemConstructorOptions): string {
  if (type === 'separator') return '<hr>'
  const below = Array.isArray(submenu) && submenu.length > 0 ? menu(submenu) : ''
  const mark = type === 'checkbox' && checked ? '✓' : ''
  const text = `<i>${mark}</i><span>${shown(label ?? role ?? '')}</span>`
  const key = `<kbd>${submenu ? '▸' : escaped(String(accelerator ?? ''))}</kbd>`
  const off = enabled === false ? ' data-off' : ''
  return `<div class="item"${off}>${text}${key}</div>${below && `<div class="sub">${below}</div>`}`
}

const menu = (items: readonly MenuItemConstructorOptions[]): string =>
  `<div class="menu">${items.map(item).join('')}</div>`

const STYLE = `
:root { color-scheme: light dark; font: 13px/1.5 system-ui, 'Noto Sans CJK JP', sans-serif }
body { margin: 24px; display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start;
  background: light-dark(#e9ecef, #1a1b1e); color: light-dark(#1a1b1e, #e9ecef) }
figure { margin: 0 } figcaption { margin-bottom: 6px; color: light-dark(#5c636a, #a6a7ab); max-width: 320px }
.menu, .notice { min-width: 200px; padding: 5px; border-radius: 8px; background: light-dark(#fff, #2c2e33);
  box-shadow: 0 0 0 1px light-dark(#0002, #fff2), 0 6px 18px #0003 }
.item { display: flex; gap: 8px; padding: 3px 10px 3px 4px } .item i { width: 14px; font-style: normal }
.item span { flex: 1; max-width: 340px } .item kbd { font: inherit; opacity: 0.6 } [data-off] { opacity: 0.45 }
.sub { margin: 2px 0 6px 22px } .sub .menu { box-shadow: 0 0 0 1px light-dark(#0002, #fff2) }
hr { border: 0; border-top: 1px solid light-dark(#0002, #fff2); margin: 5px 8px }
.notice { max-width: 320px; padding: 12px 16px } .notice b { display: block }`

/** A page that draws menus and notices, in the colours that the reader's system prefers. */
export function drawing(all: readonly Drawn[], language: string): string {
  const figures = all.map((one) => {
    const body =
      'items' in one
        ? menu(one.items)
        : `<div class="notice"><b>${escaped(one.notice.title)}</b>${escaped(one.notice.body)}</div>`
    return `<figure><figcaption>${escaped(one.title)}</figcaption>${body}</figure>`
  })
  return `<!doctype html><html lang="${language}"><style>${STYLE}</style><body>${figures.join('')}</body></html>`
}
