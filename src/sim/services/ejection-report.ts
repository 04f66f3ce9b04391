import type { Probe } from '../kernel/probe.ts'

/** Ids under which the ejections of a unit are reported. */
export interface EjectionInstruments {
  /** Level: instances that are out; where each client has its own balancer, summed over them. */
  readonly ejected: number
  /** Counter of the ejections of each instance, by its number in the unit. */
  readonly ejections: readonly number[]
}

/** Tells the probe about the ejections of one unit, by all its balancers. */
export class EjectionReport {
  probe: Probe
  readonly #instruments: EjectionInstruments
  #ejected = 0

  constructor(instruments: EjectionInstruments, probe: Probe) {
    this.#instruments = instruments
    this.probe = probe
  }

  /** A balancer has so many more (or fewer) instances out than it said before. */
  changed(now: number, change: number): void {
    if (change === 0) return
    this.#ejected += change
    this.probe.level(this.#instruments.ejected, now, this.#ejected)
  }

  /** An instance has been ejected so many times since the last time. */
  ejected(now: number, instance: number, times: number): void {
    this.probe.counted(this.#instruments.ejections[instance] as number, now, times)
  }
}
