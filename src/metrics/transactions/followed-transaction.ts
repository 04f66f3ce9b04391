import type { BusinessFact } from '../../sim/business-fact.ts'
import type { Followed } from '../follow-book.ts'
import { LegTrail } from './leg-trail.ts'

/** How a business transaction has ended. */
export const Ending = { none: 0, committed: 1, compensated: 2, abandoned: 3 } as const
export type Ending = (typeof Ending)[keyof typeof Ending]

/** Numbers that are kept of each line. */
const FIELDS = 9
/** Of a long story the beginning and the end are kept. */
const FIRST = 16
const LAST = 16

/**
 * A line that is kept for a story; `record` and `key` say what was read, and `record` alone which event was published.
 */
export interface KeptLine {
  readonly deed: number
  readonly at: number
  readonly leg: number
  readonly attempt: number
  readonly instance: number
  readonly outcome: number
  readonly record: number
  readonly key: number
  readonly operation: number
  readonly workload: number
  readonly request: number
}

/** A business transaction that is followed. */
export class FollowedTransaction implements Followed {
  readonly id: number
  place = -1
  readonly plan: number
  readonly began: number
  readonly measured: boolean
  readonly workload: number
  readonly request: number
  readonly legs: readonly LegTrail[]
  ending: Ending = Ending.none
  /** When it ended, ns; -1: not yet. */
  endedAt = -1
  told = false
  /** When others could first see a part of it, ns; -1: not yet. */
  visibleAt = -1
  calls = 0
  /** Events published. */
  events = 0
  /** Versions that it has written. */
  readonly versions: number[] = []
  /** By number: its local transactions that hold locks, and since when. */
  readonly locals: Map<number, number> = new Map()
  /** When the first of them began, and when the last one has ended so far, ns; -1: there was none. */
  lockedAt = -1
  unlockedAt = -1
  readonly #log: number[] = []
  readonly #readers: [workload: number, request: number][] = []

  constructor({ business, plan, at, workload, request }: BusinessFact, legs: number, measured: boolean) {
    this.id = business
    this.plan = plan
    this.began = at
    this.workload = workload
    this.request = request
    this.measured = measured
    this.legs = Array.from({ length: legs }, () => new LegTrail())
  }

  /** Keeps a fact for the story. */
  keep({ kind, at, leg, attempt, instance, outcome }: BusinessFact): void {
    this.#push(kind, at, leg, attempt, instance, outcome, -1, -1, -1)
  }

  /** Keeps that it has published an event. */
  keepEvent(deed: number, at: number, leg: number, instance: number, event: number): void {
    this.#push(deed, at, leg, 0, instance, 0, event, -1, -1)
  }

  /** Keeps that somebody else has read what it wrote. */
  keepRead(deed: number, read: Omit<KeptLine, 'deed' | 'attempt' | 'instance' | 'outcome'>): void {
    const reader = this.#readers.push([read.workload, read.request]) - 1
    this.#push(deed, read.at, read.leg, reader, -1, 0, read.record, read.key, read.operation)
  }

  /** What is kept of its story. */
  story(): readonly KeptLine[] {
    const log = this.#log
    const lines: KeptLine[] = []
    for (let at = 0; at < log.length; at += FIELDS) {
      const of = (field: number): number => log[at + field] as number
      const operation = of(8)
      const reader = operation < 0 ? undefined : this.#readers[of(3)]
      lines.push({
        deed: of(0),
        at: of(1),
        leg: of(2),
        attempt: reader === undefined ? of(3) : 0,
        instance: of(4),
        outcome: of(5),
        record: of(6),
        key: of(7),
        operation,
        workload: reader?.[0] ?? this.workload,
        request: reader?.[1] ?? this.request,
      })
    }
    return lines
  }

  #push(...fields: readonly number[]): void {
    const log = this.#log
    if (log.length >= (FIRST + LAST) * FIELDS) log.splice(FIRST * FIELDS, FIELDS)
    log.push(...fields)
  }
}
