import type { DataFact } from '../../sim/data-fact.ts'
import { ANOMALIES, type Anomaly, type AnomalyName, type Count } from './anomaly.ts'
import type { AnomalyListener } from './anomaly-listener.ts'
import type { DataDeed, DataEvent } from './data-event.ts'
import type { DataSubjects } from './data-subjects.ts'
import { Tally } from './tally.ts'
import type { VersionRing } from './version-ring.ts'

/** Stories of each kind and record that are kept. */
export const STORIES_KEPT = 3

/** One anomaly with what led to it. */
export interface Example {
  readonly anomaly: AnomalyName
  /** By index. */
  readonly record: number
  readonly events: readonly DataEvent[]
}

/** Books what was looked at and found: by record, by operation, and the first few as stories. */
export class Findings {
  readonly records: readonly Tally[]
  /** What is about several records: write skew, by store. */
  readonly stores: readonly Tally[]
  readonly examples: Example[] = []
  readonly #subjects: DataSubjects
  readonly #ring: VersionRing
  readonly #listener: AnomalyListener | null
  /** By record * operations + operation. */
  readonly #operations = new Map<number, Tally>()
  /** Stories kept, by anomaly * records + record. */
  readonly #kept: Uint8Array

  constructor(subjects: DataSubjects, ring: VersionRing, listener: AnomalyListener | null) {
    this.#subjects = subjects
    this.#ring = ring
    this.#listener = listener
    this.records = subjects.records.map(() => new Tally())
    this.stores = subjects.stores.map(() => new Tally())
    this.#kept = new Uint8Array(ANOMALIES.length * subjects.records.length)
  }

  /** Tallies of each record by program, in the order of both. */
  operations(): readonly { readonly record: number; readonly operation: number; readonly tally: Tally }[] {
    const width = this.#subjects.operations.length
    return [...this.#operations]
      .toSorted(([a], [b]) => a - b)
      .map(([at, tally]) => ({ record: Math.floor(at / width), operation: at % width, tally }))
  }

  /** The tally of an operation's doings with a record; `null` where no operation is known. */
  of(record: number, operation: number): Tally | null {
    if (operation < 0) return null
    const at = record * this.#subjects.operations.length + operation
    const known = this.#operations.get(at)
    if (known !== undefined) return known
    const made = new Tally()
    this.#operations.set(at, made)
    return made
  }

  count(count: Count, record: number, operation: number): void {
    ;((this.records[record] as Tally).counts[count] as number)++
    const own = this.of(record, operation)
    if (own !== null) (own.counts[count] as number)++
  }

  looked(anomaly: Anomaly, record: number, operation: number, measured: boolean): void {
    this.#listener?.looked(anomaly, record)
    if (!measured) return
    ;((this.records[record] as Tally).looked[anomaly] as number)++
    const own = this.of(record, operation)
    if (own !== null) (own.looked[anomaly] as number)++
  }

  /** Books an anomaly; `story` is only asked where somebody wants it. `size`: see `AnomalyListener`. */
  found(what: Found, story: () => readonly DataEvent[]): void {
    const { anomaly, record, operation, measured, at, size = 0 } = what
    const heard = this.#listener?.wants(anomaly, record, size) ?? false
    let events: readonly DataEvent[] | undefined
    if (measured) {
      ;((this.records[record] as Tally).found[anomaly] as number)++
      const own = this.of(record, operation)
      if (own !== null) (own.found[anomaly] as number)++
      const place = anomaly * this.#subjects.records.length + record
      const kept = this.#kept[place] as number
      if (kept < STORIES_KEPT) {
        this.#kept[place] = kept + 1
        events = story()
        this.examples.push({ anomaly: ANOMALIES[anomaly], record, events })
      }
    }
    if (heard) this.#listener?.found(anomaly, record, at, events ?? story())
  }

  /** What a fact says, as a line of a story. */
  event(fact: DataFact, deed: DataDeed, at: number = fact.at): DataEvent {
    const { record, key, version, value, workload, request, session, operation, node } = fact
    return this.line({ at, deed, record, key, version, value, workload, request, session, operation, node })
  }

  /** What is known of a committed version, as a line of a story. */
  entry(entry: number, deed: DataDeed, at: 'committed' | 'acknowledged' = 'committed'): DataEvent {
    const ring = this.#ring
    return this.line({
      at: ring.get(at, entry),
      deed,
      ...this.placeOf(ring.get('key', entry)),
      version: ring.get('version', entry),
      value: ring.get('value', entry),
      workload: ring.get('workload', entry),
      request: ring.get('request', entry),
      session: ring.get('session', entry),
      operation: ring.get('operation', entry),
      node: ring.get('node', entry),
    })
  }

  line(parts: StoryParts): DataEvent {
    const { records, workloads, operations, nodes } = this.#subjects
    const record = records[parts.record]
    return {
      at: parts.at,
      deed: parts.deed,
      record: record?.name ?? '',
      key: parts.key,
      version: parts.version,
      value: record?.integer === true ? parts.value : null,
      workload: workloads[parts.workload] ?? '',
      request: parts.request,
      session: parts.session,
      operation: operations[parts.operation] ?? '',
      node: nodes[parts.node] ?? '',
    }
  }

  nameOf(record: number): string {
    return this.#subjects.records[record]?.name ?? ''
  }

  /** The number of a key among all of all records; of a group it is odd. */
  keyOf(record: number, key: number, group: boolean): number {
    // Twice as many numbers as keys: a group of rows is something else than the row of that number.
    return (key * this.#subjects.records.length + record) * 2 + (group ? 1 : 0)
  }

  placeOf(key: number): { readonly record: number; readonly key: number } {
    const both = Math.floor(key / 2)
    const records = this.#subjects.records.length
    return { record: both % records, key: Math.floor(both / records) }
  }
}

/** An anomaly that was found. */
export interface Found {
  readonly anomaly: Anomaly
  readonly record: number
  readonly operation: number
  readonly measured: boolean
  readonly at: number
  readonly size?: number
}

interface StoryParts {
  readonly at: number
  readonly deed: DataDeed
  readonly record: number
  readonly key: number
  readonly version: number
  readonly value: number
  readonly workload: number
  readonly request: number
  readonly session: number
  readonly operation: number
  readonly node: number
}
