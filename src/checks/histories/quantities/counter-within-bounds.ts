import { durationText } from '../duration-text.ts'
import { conclude, type Finding, findingsKept, type Judgement } from '../judgement.ts'
import {
  type Add,
  effective,
  type History,
  initialValues,
  type Operation,
  type Read,
  returnOf,
} from '../registers/operation.ts'
import type { Tally } from '../tally.ts'

/** How to judge; all may be left out. */
export interface CounterOptions {
  /** Most findings kept. Default: 5. */
  readonly keep?: number
}

/**
 * Whether every read of a counter lies between what must have been added and what may have been: at least the
 * increments that had returned when it was called and all decrements called when it returned, at most the increments
 * called when it returned and only the decrements that had returned. What happens at the same instant may be in or out.
 * Weaker than linearizability, but it judges counters of any concurrency, and those that may count late. Keys are
 * judged one by one; only reads of numbers and adds play a part. Keys that are also written are left out. Cost: sorts,
 * and at most three steps an operation.
 */
export function counterWithinBounds(history: History, options: CounterOptions = {}): Judgement<Operation> {
  const { keep = findingsKept } = options
  const initial = initialValues(history)
  const findings: Finding<Operation>[] = []
  const tally = { steps: 0 }
  let [observed, violations] = [0, 0]
  for (const [key, { adds, reads }] of countersOf(history)) {
    const start = initial(key)
    const bounds = new Bounds(typeof start === 'number' ? start : 0, adds, tally)
    for (const read of reads.toSorted((a, b) => a.call - b.call)) bounds.call(read)
    for (const read of reads.toSorted((a, b) => a.return - b.return)) {
      const { value } = read
      const { least, most } = bounds.return(read)
      observed++
      if (typeof value === 'number' && value >= least && value <= most) continue
      violations++
      const range = `from ${least} to ${most} were possible`
      const when = `between ${durationText(read.call)} and ${durationText(read.return)}`
      const sentence = `${read.session} read ${value} of ${key} ${when}, but only values ${range}`
      if (findings.length < keep) findings.push({ key, sentence, evidence: [...involved(adds, read), read] })
    }
  }
  const well = `${observed} reads of counters, each between what was surely and what was possibly added`
  return conclude({ observed, violations, findings, steps: tally.steps, undecided: null, well })
}

interface Counter {
  readonly adds: Add[]
  readonly reads: Read[]
}

function countersOf(history: History): ReadonlyMap<string, Counter> {
  const counters = new Map<string, Counter>()
  const written = new Set<string>()
  for (const operation of effective(history.operations)) {
    const { key } = operation
    const known = counters.get(key)
    const counter = known ?? { adds: [], reads: [] }
    if (known === undefined) counters.set(key, counter)
    if (operation.kind === 'read') counter.reads.push(operation)
    else if (operation.kind === 'add') counter.adds.push(operation)
    else written.add(key)
  }
  for (const key of written) counters.delete(key)
  return counters
}

/** The last few adds that the read's bounds depend on. */
function involved(adds: readonly Add[], read: Read): readonly Add[] {
  return adds.filter(({ call }) => call <= read.return).slice(-findingsKept)
}

/** Walks through calls and returns in time. First tell it all calls of reads, in order, then all their returns. */
class Bounds {
  readonly #byCall: readonly Add[]
  readonly #byReturn: readonly Add[]
  readonly #tally: Tally
  readonly #sure = new Map<Read, { readonly up: number; readonly down: number }>()
  #returned = 0
  #called = 0
  readonly #initial: number
  #sureUp = 0
  #sureDown = 0
  #possibleUp = 0
  #possibleDown = 0

  constructor(initial: number, adds: readonly Add[], tally: Tally) {
    this.#byCall = adds.toSorted((a, b) => a.call - b.call)
    this.#byReturn = adds.filter((add) => returnOf(add) < Infinity).sort((a, b) => a.return - b.return)
    this.#tally = tally
    this.#initial = initial
  }

  /** Notes what had surely been added when a read was called. */
  call(read: Read): void {
    for (let add = this.#byReturn[this.#returned]; add !== undefined && add.return < read.call; ) {
      this.#tally.steps++
      if (add.value > 0) this.#sureUp += add.value
      else this.#sureDown += add.value
      add = this.#byReturn[++this.#returned]
    }
    this.#sure.set(read, { up: this.#sureUp, down: this.#sureDown })
  }

  /** The bounds of a read whose call was noted. */
  return(read: Read): { readonly least: number; readonly most: number } {
    for (let add = this.#byCall[this.#called]; add !== undefined && add.call <= read.return; ) {
      this.#tally.steps++
      if (add.value > 0) this.#possibleUp += add.value
      else this.#possibleDown += add.value
      add = this.#byCall[++this.#called]
    }
    this.#tally.steps++
    const { up, down } = this.#sure.get(read) ?? { up: 0, down: 0 }
    return { least: this.#initial + up + this.#possibleDown, most: this.#initial + this.#possibleUp + down }
  }
}
