import type { Alarms } from '../services/alarms.ts'

/** How often it is looked whether something still waits, ns. */
const LOOK = 1e9

/** Keeps a run from coming to rest as long as messages wait: what tries again and again is quiet by itself. */
export class Vigil {
  readonly #alarms: Alarms
  readonly #waiting: () => boolean
  #watching = false

  /** `waiting`: whether a message waits to be handled. */
  constructor(alarms: Alarms, waiting: () => boolean) {
    this.#alarms = alarms
    this.#waiting = waiting
  }

  /** A message has come. */
  begin(): void {
    if (this.#watching) return
    this.#watching = true
    this.#alarms.set(LOOK, () => {
      this.#watching = false
      if (this.#waiting()) this.begin()
    })
  }
}
