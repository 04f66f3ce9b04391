import type { Tally } from '../tally.ts'
import type { LogHistory, LogOperation } from './log-history.ts'

/** Who has sent a value. */
export interface Sender {
  readonly operation: LogOperation
  /** Where the answer said that it went. */
  readonly offset: number | undefined
}

/** What is known of one log, from what was sent to it and read of it. */
export class KeyLog {
  /** By offset: the values that stand there by those who read it or were told so, and one who says it of each. */
  readonly places: Map<number, Map<number, LogOperation>> = new Map()
  /** By value. */
  readonly senders: Map<number, Sender> = new Map()
  /** Values that somebody has read. */
  readonly seen: Set<number> = new Set()
  readonly removed: Set<number> = new Set()
  /** The greatest offset that somebody has read, and who; -1 for nobody. */
  last = -1
  lastReader: LogOperation | null = null
  readonly #ranks = new Map<number, number>()
  #ordered: readonly number[] = []

  /** `value` stands at `offset`, says `operation`. */
  note(offset: number, value: number, operation: LogOperation): void {
    const known = this.places.get(offset)
    if (known === undefined) this.places.set(offset, new Map([[value, operation]]))
    else if (!known.has(value)) known.set(value, operation)
  }

  /** Puts the places in order; nothing is noted afterwards. */
  order(tally: Tally): void {
    const offsets = [...this.places.keys()].filter((offset) => !this.removed.has(offset))
    this.#ordered = offsets.sort((a, b) => a - b)
    for (const [rank, offset] of offsets.entries()) this.#ranks.set(offset, rank)
    tally.steps += offsets.length
  }

  /** Its place among those that are known and still there; `undefined` where it is not one of them. */
  rank(offset: number): number | undefined {
    return this.#ranks.get(offset)
  }

  /** Who says that something stands at a rank. */
  witness(rank: number): readonly LogOperation[] {
    return [...(this.places.get(this.#ordered[rank] ?? -1)?.values() ?? [])].slice(0, 1)
  }

  /** By value: the offsets at which it stands, ascending. */
  offsetsByValue(): ReadonlyMap<number, readonly number[]> {
    const found = new Map<number, number[]>()
    for (const [offset, values] of this.places) {
      for (const value of values.keys()) {
        const known = found.get(value)
        if (known === undefined) found.set(value, [offset])
        else known.push(offset)
      }
    }
    for (const offsets of found.values()) offsets.sort((a, b) => a - b)
    return found
  }
}

/** All logs of a history, by key, in the order in which they are first met. */
export function keyLogs({ operations, removed = [] }: LogHistory, tally: Tally): ReadonlyMap<string, KeyLog> {
  const logs = new Map<string, KeyLog>()
  const logOf = (key: string): KeyLog => {
    const known = logs.get(key)
    if (known !== undefined) return known
    const fresh = new KeyLog()
    logs.set(key, fresh)
    return fresh
  }
  for (const operation of operations) {
    const sure = operation.outcome === 'ok'
    for (const step of operation.steps) {
      const log = logOf(step.key)
      tally.steps++
      if (step.kind === 'send') {
        log.senders.set(step.value, { operation, offset: step.offset })
        if (sure && step.offset !== undefined) log.note(step.offset, step.value, operation)
      } else if (sure) {
        for (const { offset, value } of step.entries) {
          tally.steps++
          log.note(offset, value, operation)
          log.seen.add(value)
          if (offset <= log.last) continue
          log.last = offset
          log.lastReader = operation
        }
      }
    }
  }
  for (const { key, offset } of removed) logOf(key).removed.add(offset)
  for (const log of logs.values()) log.order(tally)
  return logs
}
