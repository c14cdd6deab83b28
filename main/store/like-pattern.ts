/** A LIKE pattern for values that contain `text`, whose wildcards are escaped with a backslash. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
