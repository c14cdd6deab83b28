import { clipboard, Menu, type ContextMenuParams, type MenuItemConstructorOptions } from 'electron'
import type { Labels } from './labels.ts'

/** What a right click offers: editing in a field, copying a selection or the address of a link to the web. */
export function contextMenuTemplate(
  params: Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'linkURL' | 'editFlags'>,
  labels: Labels,
  copy: (text: string) => void,
): MenuItemConstructorOptions[] {
  const { isEditable, selectionText, linkURL, editFlags } = params
  if (isEditable)
    return [
      { role: 'undo', label: labels.undo, enabled: editFlags.canUndo },
      { role: 'redo', label: labels.redo, enabled: editFlags.canRedo },
      { type: 'separator' },
      { role: 'cut', label: labels.cut, enabled: editFlags.canCut },
      { role: 'copy', label: labels.copy, enabled: editFlags.canCopy },
      { role: 'paste', label: labels.paste, enabled: editFlags.canPaste },
      { type: 'separator' },
      { role: 'selectAll', label: labels.selectAll, enabled: editFlags.canSelectAll },
    ]
  const items: MenuItemConstructorOptions[] = []
  if (selectionText.trim() !== '') items.push({ role: 'copy', label: labels.copy, enabled: editFlags.canCopy })
  // the app's own addresses mean nothing outside of it
  if (/^https?:/.test(linkURL)) items.push({ label: labels.copyLink, click: () => copy(linkURL) })
  return items
}

/** The menu for a right click, or undefined where it has nothing to offer. */
export function contextMenu(params: ContextMenuParams, labels: Labels): Menu | undefined {
  const items = contextMenuTemplate(params, labels, (text) => clipboard.writeText(text))
  return items.length > 0 ? Menu.buildFromTemplate(items) : undefined
}
