import type { NodeStatus } from '../contract/node.ts'
import type { FolderState } from './sharing/folder-state.ts'

/** Long work of the library for the node's status; `reading`: bytes read of the large file being hashed. */
export function tasksOf(folders: Iterable<FolderState>, reading: number): NodeStatus['tasks'] {
  const tasks: NodeStatus['tasks'] = []
  let [done, total, label] = [0, 0, '']
  for (const folder of folders) {
    const { files, hashedFiles, bytes, hashedBytes } = folder.totals
    if (!folder.problem && folder.scanning)
      tasks.push({
        id: `scanning-${folder.row.id}`,
        kind: 'scanning',
        label: folder.row.name,
        done: folder.met,
        total: 0,
      })
    if (folder.problem || hashedFiles === files) continue
    done += hashedBytes
    total += bytes
    label ||= folder.row.name
  }
  if (total > 0) tasks.push({ id: 'hashing', kind: 'hashing', label, done: Math.min(total, done + reading), total })
  return tasks
}

/** Hashed and total files and bytes of all available folders. */
export function hashingLeft(
  folders: Iterable<FolderState>,
  reading: number,
): { files: number; totalFiles: number; bytes: number; totalBytes: number } {
  const sum = { files: 0, totalFiles: 0, bytes: 0, totalBytes: 0 }
  for (const { problem, totals } of folders) {
    if (problem) continue
    sum.files += totals.hashedFiles
    sum.totalFiles += totals.files
    sum.bytes += totals.hashedBytes
    sum.totalBytes += totals.bytes
  }
  return { ...sum, bytes: Math.min(sum.totalBytes, sum.bytes + reading) }
}
