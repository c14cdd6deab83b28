export interface Sort {
  column: string
  down: boolean
}

/** The sort after a click on a header: first the column's default direction, then the reverse. */
export function nextSort(sort: Sort | null, column: string, firstDown: boolean): Sort {
  return sort?.column === column ? { column, down: !sort.down } : { column, down: firstDown }
}
