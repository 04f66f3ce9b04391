/** An undo that is kept out as long as its operation is not at its end. */
export interface Kept {
  /** It may be over by now. */
  goOn(): void
}

/** No record; no key. */
const NONE = -1

/**
 * What is known of one leg of one business transaction by those who work for it, wherever they are: its participants
 * know it by the number of the transaction, which comes along with every call, from rows of their own.
 */
export class LegMemory {
  readonly index: number
  /** Calls made of its operation. */
  #operations = 0
  /** Calls made of its undo, and of its confirm: one of the two at most is ever called. */
  #endings = 0
  /** How often its operation has come to its end. */
  effects = 0
  /** A policy has called its operation again: how the last attempt has ended does not say what became of the others. */
  repeated = false
  /** A policy has given up an attempt of its operation that was under way, or one has ended in the middle. */
  mayComeLate = false
  /** Whether its operation has written something, as far as its code knows. */
  written = false
  /** Visits of its operation that are under way. */
  #inside = 0
  /** An undo has come, and from then on the operation is not done any more. */
  cancelled = false
  /** An undo has been let in, or there was nothing for it to do. */
  isUndone = false
  /** Undos that wait for the operation to end. */
  #kept: Set<Kept> | null = null
  /** Local transactions of its operation that are not over at their nodes. */
  #open = 0
  /** Most legs draw the key of one record, which stands here. */
  #record = NONE
  #key = NONE
  #others: Map<number, number> | null = null

  constructor(index: number) {
    this.index = index
  }

  /** Whether there is nothing that an undo could undo. */
  get untouched(): boolean {
    return this.effects === 0 && !this.written
  }

  /** Another call is made of its operation, or of its undo or confirm; returns how many there were before. */
  called(isOperation: boolean): number {
    return isOperation ? this.#operations++ : this.#endings++
  }

  /** A visit of its operation has begun … */
  entered(): void {
    this.#inside++
  }

  /** … and is over. */
  left(): void {
    this.#inside--
    this.#letIn()
  }

  /** A local transaction of its operation has begun at a node … */
  opened(): void {
    this.#open++
  }

  /** … and is over there, perhaps long after its visit. */
  closed(): void {
    this.#open--
    this.#letIn()
  }

  /** Whether its operation is not at its end, and perhaps does something yet. */
  get isUnderWay(): boolean {
    return this.#inside > 0 || this.#open > 0
  }

  /** An undo waits until it is … */
  keepOut(undo: Kept): void {
    this.#kept ??= new Set()
    this.#kept.add(undo)
  }

  /** … or is stopped. */
  forget(undo: Kept): void {
    this.#kept?.delete(undo)
  }

  keyOf(record: number): number {
    return record === this.#record ? this.#key : (this.#others?.get(record) ?? NONE)
  }

  #letIn(): void {
    if (this.isUnderWay || this.#kept === null) return
    const kept = this.#kept
    this.#kept = null
    for (const undo of kept) undo.goOn()
  }

  drew(record: number, key: number): void {
    if (this.#record === NONE || this.#record === record) {
      this.#record = record
      this.#key = key
      return
    }
    this.#others ??= new Map()
    this.#others.set(record, key)
  }
}
