import { requireReady } from './strict.ts'

/** Roles that Electron's menus know; any other throws. */
const ROLES = new Set(
  (
    'about hide hideothers unhide quit undo redo cut copy paste pasteandmatchstyle selectall delete minimize close ' +
    'reload forcereload toggledevtools togglefullscreen resetzoom zoomin zoomout togglespellchecker toggletabbar ' +
    'appmenu filemenu editmenu viewmenu windowmenu sharemenu recentdocuments clearrecentdocuments startspeaking ' +
    'stopspeaking front zoom window help services showsubstitutions togglesmartquotes'
  ).split(' '),
)
const TYPES = new Set(['normal', 'separator', 'submenu', 'checkbox', 'radio', 'header', 'palette'])

interface Template {
  label?: string
  role?: string
  type?: string
  submenu?: Template[]
  accelerator?: string
  enabled?: boolean
  visible?: boolean
  checked?: boolean
  click?: (...args: unknown[]) => void
}

/** An item as the tests see it. */
export interface MenuItemModel {
  label: string
  role: string
  type: string
  enabled: boolean
  checked: boolean
  items: MenuItemModel[]
}

class MenuItem {
  readonly label: string
  readonly role: string
  readonly type: string
  readonly enabled: boolean
  readonly visible: boolean
  readonly checked: boolean
  readonly submenu: Menu | undefined
  readonly click: (...args: unknown[]) => void

  constructor(template: Template) {
    const { label, role, type, submenu } = template
    if (label === undefined && role === undefined && type === undefined)
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type')
    if (role !== undefined && !ROLES.has(role.toLowerCase())) throw new Error(`Unknown menu role: ${role}`)
    if (type !== undefined && !TYPES.has(type)) throw new Error(`Unknown menu item type: ${type}`)
    if (type === 'submenu' && !submenu) throw new Error('Invalid submenu')
    this.label = label ?? ''
    this.role = role ?? ''
    this.type = type ?? (submenu ? 'submenu' : 'normal')
    this.enabled = template.enabled ?? true
    this.visible = template.visible ?? true
    this.checked = template.checked ?? false
    this.submenu = submenu && Menu.buildFromTemplate(submenu)
    this.click = template.click ?? (() => {})
  }

  get model(): MenuItemModel {
    const { label, role, type, enabled, checked } = this
    return { label, role, type, enabled, checked, items: this.submenu?.model ?? [] }
  }
}

export class Menu {
  static application: Menu | null = null
  /** The menu that was popped up last. */
  static popped: Menu | undefined
  readonly items: MenuItem[] = []

  static buildFromTemplate(template: Template[]): Menu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array')
    const menu = new Menu()
    menu.items.push(...template.map((item) => new MenuItem(item)))
    return menu
  }

  static setApplicationMenu(menu: Menu | null): void {
    requireReady('Menu')
    Menu.application = menu
  }

  static getApplicationMenu(): Menu | null {
    return Menu.application
  }

  popup(): void {
    Menu.popped = this
  }

  /** The visible items. */
  get model(): MenuItemModel[] {
    return this.items.filter(({ visible }) => visible).map(({ model }) => model)
  }

  /** Clicks the item at a path of labels, as a user would; throws if it is missing or disabled. */
  press(path: readonly string[]): void {
    const [label, ...rest] = path
    const item = this.items.find((one) => one.visible && one.label === label)
    if (!item) throw new Error(`the menu has no item "${label}"`)
    if (rest.length > 0) return item.submenu?.press(rest)
    if (!item.enabled) throw new Error(`the item "${label}" is disabled`)
    item.click(item, undefined, {})
  }
}
