import type { Catalogue, Instrument, Probe } from '../../../src/sim/kernel/probe.ts'

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

/** `call web > db.get`, `visit db/0`, `cpu db/0`, `pool p`, `bytes web -> db free`, `breaker web -> db web/0 db/1`. */
function labelOf({ name, labels }: Instrument): string {
  const { caller, callee, operation, instance, edge, traffic, pool, policy, fault, cache } = labels
  const unit = labels['unit'] ?? labels['store']
  if (name === 'call') return `call ${caller} > ${operation}`
  const place = instance === undefined ? unit : `${unit}/${instance}`
  const words = [name, place ?? pool ?? edge ?? fault ?? cache, traffic, policy, caller, callee]
  return words.filter((word) => word !== undefined && word !== '').join(' ')
}

/** Keeps everything a world says, and notes what no world may ever say. */
export class Log implements Probe {
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
  /** What must never be: times that go back, parts that do not add up, levels below 0 or above full. */
  readonly breaches: string[] = []
  readonly #catalogue: Catalogue
  readonly #keepsLines: boolean
  readonly #open: number[]
  #now = 0

  constructor(catalogue: Catalogue, options: { readonly lines?: boolean } = {}) {
    this.#catalogue = catalogue
    this.#keepsLines = options.lines ?? false
    this.#open = catalogue.series.map(() => 0)
  }

  began(series: number, now: number): void {
    const label = labelOf(this.#catalogue.series[series] as Instrument)
    this.#say(now, `began ${label}`)
    this.starts.set(label, (this.starts.get(label) ?? 0) + 1)
    this.#open[series] = (this.#open[series] as number) + 1
  }

  ended(series: number, now: number, start: number, outcome: number, parts: Float64Array, base: number): void {
    const instrument = this.#catalogue.series[series]
    const label = labelOf(instrument as Instrument)
    const name = this.#catalogue.outcomes[outcome] as string
    const split: Record<string, number> = {}
    if (instrument?.parts === true) {
      let sum = 0
      this.#catalogue.parts.forEach((part, i) => {
        const value = parts[base + i] as number
        sum += value
        if (value !== 0) split[part] = value
        if (value < 0 || !Number.isInteger(value)) this.#breach(`${label}: ${part} took ${value} ns`)
      })
      if (sum !== now - start) this.#breach(`${label}: parts add up to ${sum} ns of ${now - start}`)
    }
    this.#say(now, `ended ${label} ${name}`)
    const open = (this.#open[series] as number) - 1
    this.#open[series] = open
    if (open < 0) this.#breach(`${label}: more ended than began`)
    if (start > now) this.#breach(`${label}: ended before it began`)
    this.ends.push({ series: label, start, end: now, latency: now - start, outcome: name, parts: split })
  }

  waited(wait: number, now: number, duration: number): void {
    const label = labelOf(this.#catalogue.waits[wait] as Instrument)
    this.#say(now, `waited ${label} ${duration}`)
    if (duration < 0 || duration > now) this.#breach(`${label}: waited ${duration} ns`)
    into(this.waits, label, { time: now, value: duration })
  }

  level(level: number, now: number, value: number): void {
    const instrument = this.#catalogue.levels[level]
    const label = labelOf(instrument as Instrument)
    this.#say(now, `level ${label} ${value}`)
    // Requests in the system may be more than it has slots: the others wait.
    const full = instrument?.name === 'concurrency' ? Number.POSITIVE_INFINITY : (instrument?.capacity ?? 0)
    if (value < 0 || value > full || !Number.isInteger(value)) this.#breach(`${label} is ${value} of ${full}`)
    into(this.levels, label, { time: now, value })
  }

  failed(series: number, now: number, outcome: number, origin: number): void {
    const label = labelOf(this.#catalogue.series[series] as Instrument)
    const name = this.#catalogue.outcomes[outcome] as string
    const place = this.#catalogue.origins[origin] ?? 'nowhere'
    this.#say(now, `failed ${label} ${name} at ${place}`)
    this.origins.push(`${name} at ${place}`)
  }

  counted(counter: number, now: number, amount: number): void {
    const instrument = this.#catalogue.counters[counter] as Instrument
    const label = labelOf(instrument)
    const { cause } = instrument.labels
    this.#say(now, `counted ${cause === undefined ? label : `${label} ${cause}`} ${amount}`)
    if (!(amount >= 0 && amount < Number.POSITIVE_INFINITY)) this.#breach(`${label} counts ${amount}`)
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

  /** Activities of a series begun and not yet ended. */
  inFlight(): Readonly<Record<string, number>> {
    const open = new Map<string, number>()
    this.#catalogue.series.forEach((series, i) => {
      const count = this.#open[i] as number
      if (count !== 0) open.set(labelOf(series), (open.get(labelOf(series)) ?? 0) + count)
    })
    return Object.fromEntries(open)
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
    if (now < this.#now) this.#breach(`time went back to ${now}: ${what}`)
    this.#now = now
    if (this.#keepsLines) this.lines.push(`${now} ${what}`)
  }

  #breach(text: string): void {
    if (this.breaches.length < 20) this.breaches.push(`at ${this.#now}: ${text}`)
  }
}

function into(map: Map<string, Change[]>, label: string, change: Change): void {
  const list = map.get(label)
  if (list === undefined) map.set(label, [change])
  else list.push(change)
}
