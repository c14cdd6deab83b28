/** The column by which a table is sorted. */
export interface Sort {
  column: string
  down: boolean
}
