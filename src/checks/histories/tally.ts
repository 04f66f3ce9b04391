/** Counts the work of a judge where it is done, so that what is promised of its cost can be tested. */
export interface Tally {
  steps: number
}
