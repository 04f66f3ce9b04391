/** What is known of one leg. */
export class LegTrail {
  /** Calls of its operation, its undo and its confirm. */
  readonly calls: [number, number, number] = [0, 0, 0]
  effects = 0
  undone = 0
  absorbed = 0
  /** When its participant voted, ns; -1: it has not, or has heard the decision since. */
  preparedAt = -1
  /** Whether its locks were told of by the store. */
  locked = false
  /** Reads by others of what it has written, before all was settled. */
  seen = 0
  /** By operation of the reader: how many of these. */
  readonly seenBy: Map<number, number> = new Map()

  /** Effects that stand. */
  get standing(): number {
    return this.effects - this.undone
  }
}
