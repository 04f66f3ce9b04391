import type { Catalogue, Instrument, LevelInstrument, SeriesInstrument } from './kernel/probe.ts'
import { PART_NAMES } from './parts.ts'

/** Numbers the instruments of a world in the order in which they are listed. */
export class InstrumentBuilder {
  readonly #series: SeriesInstrument[] = []
  readonly #waits: Instrument[] = []
  readonly #levels: LevelInstrument[] = []
  readonly #counters: Instrument[] = []

  series(name: string, labels: Record<string, string>, parts: boolean): number {
    return this.#series.push({ name, labels, parts }) - 1
  }

  wait(name: string, labels: Record<string, string>): number {
    return this.#waits.push({ name, labels }) - 1
  }

  level(name: string, labels: Record<string, string>, capacity: number): number {
    return this.#levels.push({ name, labels, capacity }) - 1
  }

  counter(name: string, labels: Record<string, string>): number {
    return this.#counters.push({ name, labels }) - 1
  }

  catalogue(outcomes: readonly string[], origins: readonly string[]): Catalogue {
    return {
      series: this.#series,
      waits: this.#waits,
      levels: this.#levels,
      counters: this.#counters,
      outcomes,
      origins,
      parts: PART_NAMES,
    }
  }
}
