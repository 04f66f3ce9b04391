/** What a fault leaves behind in a run: how often it changed something. */
export class FaultMark {
  /** Index of the fault in the plan. */
  readonly fault: number
  /** Messages dropped, requests refused, work slowed, … since the start of the run. */
  bites = 0

  constructor(fault: number) {
    this.fault = fault
  }
}
