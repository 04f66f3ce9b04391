import type { Probe } from '../../../src/sim/kernel/probe.ts'

export interface Activity {
  readonly series: number
  readonly start: number
  readonly end: number
  readonly outcome: number
  readonly parts: readonly number[]
}

/** Keeps every fact, so that figures can be worked out again the slow way. */
export class FactLog implements Probe {
  readonly begins: { readonly series: number; readonly at: number }[] = []
  readonly activities: Activity[] = []
  readonly waits: { readonly wait: number; readonly start: number; readonly duration: number }[] = []
  readonly levels: { readonly level: number; readonly at: number; readonly value: number }[] = []
  readonly amounts: { readonly counter: number; readonly at: number; readonly amount: number }[] = []

  began(series: number, now: number): void {
    this.begins.push({ series, at: now })
  }

  ended(series: number, now: number, start: number, outcome: number, parts: Float64Array, base: number): void {
    this.activities.push({ series, start, end: now, outcome, parts: [...parts.subarray(base, base + 2)] })
  }

  waited(wait: number, now: number, duration: number): void {
    this.waits.push({ wait, start: now - duration, duration })
  }

  level(level: number, now: number, value: number): void {
    this.levels.push({ level, at: now, value })
  }

  failed(): void {}

  counted(counter: number, now: number, amount: number): void {
    this.amounts.push({ counter, at: now, amount })
  }
}
