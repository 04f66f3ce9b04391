import { type PreparedVariant, prepareScenario } from '../../src/experiments/prepare.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import type { DataObserver } from '../../src/sim/data-fact.ts'
import type { Catalogue, Instrument, Probe } from '../../src/sim/kernel/probe.ts'
import { createWorld, type RunEnd } from '../../src/sim/world.ts'
import { type Document, END, LATE, OFF, ON, tape } from './city.ts'

/** Calls or visits of one series that began in a stretch of time. */
export interface Tally {
  readonly began: number
  /** Those that have ended, by outcome. */
  readonly ended: Readonly<Record<string, number>>
  /** ns, of those that have ended, however. */
  readonly elapsed: number
}

/** What was seen of a run. */
export interface Watched {
  readonly end: RunEnd
  /** Of all that was seen, but for what faults say about themselves. */
  readonly digest: number
  /** By series, `call open > gate.look` or `visit far/0`: what began while the fault was on, … */
  readonly during: ReadonlyMap<string, Tally>
  /** … and long after. */
  readonly late: ReadonlyMap<string, Tally>
  /** Counters while the fault was on: `cache-misses gate.goods`. */
  readonly counted: ReadonlyMap<string, number>
}

/** The only variant of a document, ready to run. */
export function prepared(document: Document): PreparedVariant {
  const loaded = loadScenario({ kind: 'yaml', file: 'city.yaml', text: JSON.stringify(document) })
  if (!loaded.ok) throw new RangeError(loaded.problems.map(({ code, message }) => `${code} ${message}`).join('; '))
  const result = prepareScenario(loaded.source, new Map([['tape.csv', tape]]))
  const problems = result.problems.map(({ code, message }) => `${code} ${message}`).join('; ')
  if (!result.ok) throw new RangeError(problems)
  const [variant] = result.prepared.variants
  if (variant === undefined) throw new RangeError('a scenario has a variant')
  return variant
}

/** Runs the first replication of a document; `observer` sees what happens to data. */
export function watch(document: Document, observer?: DataObserver): Watched {
  const { plan, scenario } = prepared(document)
  const world = createWorld(plan, { seed: scenario.run.seed, replication: 0 })
  const watcher = new Watcher(world.catalogue)
  const end = world.run(watcher, observer)
  return { end, digest: watcher.digest, during: watcher.during(), late: watcher.late(), counted: watcher.counts }
}

interface Mutable {
  began: number
  ended: Record<string, number>
  elapsed: number
}

const SECOND = 1e9

class Watcher implements Probe {
  digest = 0
  readonly counts = new Map<string, number>()
  readonly #catalogue: Catalogue
  readonly #names: readonly string[]
  readonly #counters: readonly string[]
  readonly #codes: Readonly<Record<'series' | 'waits' | 'levels' | 'counters', readonly number[]>>
  readonly #stretches = [new Map<string, Mutable>(), new Map<string, Mutable>()] as const

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue
    this.#names = catalogue.series.map(nameOf)
    this.#counters = catalogue.counters.map(nameOf)
    const codes = (all: readonly Instrument[]): readonly number[] =>
      all.map((one) => (/^(fault|fault-bites|instances-up)$/.test(one.name) ? 0 : hashOf(nameOf(one))))
    const { series, waits, levels, counters } = catalogue
    this.#codes = { series: codes(series), waits: codes(waits), levels: codes(levels), counters: codes(counters) }
  }

  during(): ReadonlyMap<string, Tally> {
    return this.#stretches[0]
  }

  late(): ReadonlyMap<string, Tally> {
    return this.#stretches[1]
  }

  began(series: number, now: number): void {
    this.#mix(this.#codes.series[series], now, 1)
    const tally = this.#tally(series, now)
    if (tally !== undefined) tally.began++
  }

  ended(series: number, now: number, start: number, outcome: number): void {
    this.#mix(this.#codes.series[series], now, start + outcome)
    const tally = this.#tally(series, start)
    if (tally === undefined) return
    const name = this.#catalogue.outcomes[outcome] ?? '?'
    tally.ended[name] = (tally.ended[name] ?? 0) + 1
    tally.elapsed += now - start
  }

  failed(series: number, now: number, outcome: number, origin: number): void {
    this.#mix(this.#codes.series[series], now, outcome * 1000 + origin)
  }

  waited(wait: number, now: number, duration: number): void {
    this.#mix(this.#codes.waits[wait], now, duration)
  }

  level(level: number, now: number, value: number): void {
    this.#mix(this.#codes.levels[level], now, value)
  }

  counted(counter: number, now: number, amount: number): void {
    this.#mix(this.#codes.counters[counter], now, amount)
    if (now < ON * SECOND || now >= OFF * SECOND) return
    const name = this.#counters[counter] ?? '?'
    this.counts.set(name, (this.counts.get(name) ?? 0) + amount)
  }

  #mix(code: number | undefined, now: number, value: number): void {
    if (code === 0 || code === undefined) return
    this.digest = (Math.imul(this.digest ^ code, 0x85ebca6b) + (now | 0) + Math.imul(value | 0, 0xc2b2ae35)) | 0
  }

  #tally(series: number, start: number): Mutable | undefined {
    const stretch =
      start >= ON * SECOND && start < OFF * SECOND ? 0 : start >= LATE * SECOND && start < END * SECOND ? 1 : 2
    if (stretch === 2) return undefined
    const name = this.#names[series] ?? '?'
    const map = this.#stretches[stretch]
    let tally = map.get(name)
    if (tally === undefined) {
      tally = { began: 0, ended: {}, elapsed: 0 }
      map.set(name, tally)
    }
    return tally
  }
}

function nameOf({ name, labels }: Instrument): string {
  const { caller, callee, operation, unit, instance, edge, traffic, pool, policy, fault, cache, cause, why } = labels
  if (name === 'call') return `call ${caller} > ${operation}`
  const place = instance === undefined ? unit : `${unit}/${instance}`
  const words = [name, place ?? pool ?? edge ?? fault ?? cache, traffic, policy, caller, callee, cause, why]
  return words.filter((word) => word !== undefined && word !== '').join(' ')
}

function hashOf(text: string): number {
  let hash = 17
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash === 0 ? 1 : hash
}
