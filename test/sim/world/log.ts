import type { Catalogue, Instrument } from '../../../src/sim/kernel/probe.ts'
import { Bounds, labelOf } from './bounds.ts'

/** A call or visit that has ended. */
export interface Ended {
  readonly series: string
  readonly start: number
  readonly end: number
  readonly latency: number
  readonly outcome: string
  /** The parts that are not 0; `{}` for visits. */
  readonly parts: Readonly<Record<string, number>>
}

export interface Change {
  readonly time: number
  readonly value: number
}

/** Keeps everything a world says, and notes what no world may ever say. */
export class Log extends Bounds {
  readonly ends: Ended[] = []
  /** Activities begun, by series. */
  readonly starts: Map<string, number> = new Map()
  readonly levels: Map<string, Change[]> = new Map()
  readonly waits: Map<string, Change[]> = new Map()
  readonly totals: Map<string, number> = new Map()
  /** How the calls of workloads have failed, and where: `timeout at web -> db`. */
  readonly origins: string[] = []
  /** Everything in the order in which it was said. */
  readonly lines: string[] = []
  readonly #keepsLines: boolean

  constructor(catalogue: Catalogue, options: { readonly lines?: boolean } = {}) {
    super(catalogue)
    this.#keepsLines = options.lines ?? false
  }

  override began(series: number, now: number): void {
    super.began(series, now)
    const label = labelOf(this.catalogue.series[series] as Instrument)
    this.#say(now, `began ${label}`)
    this.starts.set(label, (this.starts.get(label) ?? 0) + 1)
  }

  override ended(series: number, now: number, start: number, outcome: number, parts: Float64Array, base: number): void {
    super.ended(series, now, start, outcome, parts, base)
    const instrument = this.catalogue.series[series]
    const label = labelOf(instrument as Instrument)
    const name = this.catalogue.outcomes[outcome] as string
    const split: Record<string, number> = {}
    if (instrument?.parts === true) {
      this.catalogue.parts.forEach((part, i) => {
        const value = parts[base + i] as number
        if (value !== 0) split[part] = value
      })
    }
    this.#say(now, `ended ${label} ${name}`)
    this.ends.push({ series: label, start, end: now, latency: now - start, outcome: name, parts: split })
  }

  override waited(wait: number, now: number, duration: number): void {
    super.waited(wait, now, duration)
    const label = labelOf(this.catalogue.waits[wait] as Instrument)
    this.#say(now, `waited ${label} ${duration}`)
    into(this.waits, label, { time: now, value: duration })
  }

  override level(level: number, now: number, value: number): void {
    super.level(level, now, value)
    const label = labelOf(this.catalogue.levels[level] as Instrument)
    this.#say(now, `level ${label} ${value}`)
    into(this.levels, label, { time: now, value })
  }

  override failed(series: number, now: number, outcome: number, origin: number): void {
    super.failed(series, now, outcome, origin)
    const label = labelOf(this.catalogue.series[series] as Instrument)
    const name = this.catalogue.outcomes[outcome] as string
    const place = this.catalogue.origins[origin] ?? 'nowhere'
    this.#say(now, `failed ${label} ${name} at ${place}`)
    this.origins.push(`${name} at ${place}`)
  }

  override counted(counter: number, now: number, amount: number): void {
    super.counted(counter, now, amount)
    const instrument = this.catalogue.counters[counter] as Instrument
    const label = labelOf(instrument)
    const { cause } = instrument.labels
    this.#say(now, `counted ${cause === undefined ? label : `${label} ${cause}`} ${amount}`)
    this.totals.set(label, (this.totals.get(label) ?? 0) + amount)
  }

  /** Calls of an operation that have ended, in that order; of every caller unless one is named. */
  calls(operation: string, caller?: string): readonly Ended[] {
    const end = ` > ${operation}`
    return this.ends.filter(({ series }) =>
      caller === undefined ? series.startsWith('call ') && series.endsWith(end) : series === `call ${caller}${end}`,
    )
  }

  /** The one call of an operation that has ended. */
  onlyCall(operation: string): Ended {
    const [call, ...others] = this.calls(operation)
    if (call === undefined || others.length > 0) throw new Error(`${1 + others.length} or no calls of ${operation}`)
    return call
  }

  /** Visits of an instance `web/0` that have ended. */
  visits(instance: string): readonly Ended[] {
    return this.ends.filter(({ series }) => series === `visit ${instance}`)
  }

  /** Changes of a level; several at one instant are the last of them. */
  changes(level: string): readonly (readonly [time: number, value: number])[] {
    const changes = this.levels.get(level) ?? []
    return changes
      .filter(({ time }, i) => changes[i + 1]?.time !== time)
      .filter(({ value }, i, all) => value !== (all[i - 1]?.value ?? 0))
      .map(({ time, value }) => [time, value] as const)
  }

  /** Time average of a level over [from, to). */
  average(level: string, from: number, to: number): number {
    let sum = 0
    let value = 0
    let since = from
    for (const change of this.levels.get(level) ?? []) {
      const time = Math.min(Math.max(change.time, from), to)
      sum += value * (time - since)
      since = time
      value = change.value
    }
    return (sum + value * (to - since)) / (to - from)
  }

  /** Durations waited at `queue web/0` or `pool p`. */
  waitsAt(wait: string): readonly number[] {
    return (this.waits.get(wait) ?? []).map(({ value }) => value)
  }

  total(counter: string): number {
    return this.totals.get(counter) ?? 0
  }

  #say(now: number, what: string): void {
    if (this.#keepsLines) this.lines.push(`${now} ${what}`)
  }
}

function into(map: Map<string, Change[]>, label: string, change: Change): void {
  const list = map.get(label)
  if (list === undefined) map.set(label, [change])
  else list.push(change)
}
