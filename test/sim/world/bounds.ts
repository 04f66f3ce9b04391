import type { Catalogue, Instrument, Probe } from '../../../src/sim/kernel/probe.ts'

/** `call web > db.get`, `visit db/0`, `cpu db/0`, `pool p`, `bytes web -> db free`, `breaker web -> db web/0 db/1`. */
export function labelOf({ name, labels }: Instrument): string {
  const { caller, callee, operation, instance, edge, traffic, pool, policy, fault, cache } = labels
  const unit = labels['unit'] ?? labels['store']
  if (name === 'call') return `call ${caller} > ${operation}`
  const place = instance === undefined ? unit : `${unit}/${instance}`
  const words = [name, place ?? pool ?? edge ?? fault ?? cache, traffic, policy, caller, callee]
  return words.filter((word) => word !== undefined && word !== '').join(' ')
}

/** Notes what no world may ever say, and keeps nothing else. */
export class Bounds implements Probe {
  /** Times that go back, parts that do not add up, levels below 0 or above full. */
  readonly breaches: string[] = []
  protected readonly catalogue: Catalogue
  readonly #open: number[]
  #now = 0

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue
    this.#open = catalogue.series.map(() => 0)
  }

  began(series: number, now: number): void {
    this.#passed(now)
    this.#open[series] = (this.#open[series] as number) + 1
  }

  ended(series: number, now: number, start: number, _outcome: number, parts: Float64Array, base: number): void {
    this.#passed(now)
    const instrument = this.catalogue.series[series] as Catalogue['series'][number]
    if (instrument.parts) this.#addUp(instrument, now - start, parts, base)
    const open = (this.#open[series] as number) - 1
    this.#open[series] = open
    if (open < 0) this.#breach(`${labelOf(instrument)}: more ended than began`)
    if (start > now) this.#breach(`${labelOf(instrument)}: ended before it began`)
  }

  waited(wait: number, now: number, duration: number): void {
    this.#passed(now)
    if (duration >= 0 && duration <= now) return
    this.#breach(`${labelOf(this.catalogue.waits[wait] as Instrument)}: waited ${duration} ns`)
  }

  level(level: number, now: number, value: number): void {
    this.#passed(now)
    const instrument = this.catalogue.levels[level] as Catalogue['levels'][number]
    // Requests in the system may be more than it has slots: the others wait.
    const full = instrument.name === 'concurrency' ? Number.POSITIVE_INFINITY : (instrument.capacity ?? 0)
    if (value >= 0 && value <= full && Number.isInteger(value)) return
    this.#breach(`${labelOf(instrument)} is ${value} of ${full}`)
  }

  failed(_series: number, now: number, _outcome: number, _origin: number): void {
    this.#passed(now)
  }

  counted(counter: number, now: number, amount: number): void {
    this.#passed(now)
    if (amount >= 0 && amount < Number.POSITIVE_INFINITY) return
    this.#breach(`${labelOf(this.catalogue.counters[counter] as Instrument)} counts ${amount}`)
  }

  /** Activities of a series begun and not yet ended. */
  inFlight(): Readonly<Record<string, number>> {
    const open = new Map<string, number>()
    this.catalogue.series.forEach((series, i) => {
      const count = this.#open[i] as number
      if (count !== 0) open.set(labelOf(series), (open.get(labelOf(series)) ?? 0) + count)
    })
    return Object.fromEntries(open)
  }

  #addUp(instrument: Instrument, whole: number, parts: Float64Array, base: number): void {
    let sum = 0
    for (let i = 0; i < this.catalogue.parts.length; i++) {
      const value = parts[base + i] as number
      sum += value
      if (value >= 0 && Number.isInteger(value)) continue
      this.#breach(`${labelOf(instrument)}: ${this.catalogue.parts[i]} took ${value} ns`)
    }
    if (sum !== whole) this.#breach(`${labelOf(instrument)}: parts add up to ${sum} ns of ${whole}`)
  }

  #passed(now: number): void {
    if (now < this.#now) this.#breach(`time went back to ${now}`)
    this.#now = now
  }

  #breach(text: string): void {
    if (this.breaches.length < 20) this.breaches.push(`at ${this.#now}: ${text}`)
  }
}
