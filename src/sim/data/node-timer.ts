import type { DataWorld } from './data-world.ts'

const NONE = -1

/**
 * Something that a node of a store waits for. It does not happen while the instance stands still, but when it goes on;
 * who stops a node stops its timers.
 */
export class NodeTimer {
  readonly #world: Pick<DataWorld, 'alarms' | 'parking'>
  readonly #instance: number
  readonly #action: () => void
  /** One for all starts. */
  readonly #ring: () => void
  #slot = NONE
  /** Tells what a pause has put off from what was started since. */
  #parked: object | null = null

  constructor(world: Pick<DataWorld, 'alarms' | 'parking'>, instance: number, action: () => void) {
    this.#world = world
    this.#instance = instance
    this.#action = action
    this.#ring = () => this.#due()
  }

  /** Whether it is still to happen. */
  get running(): boolean {
    return this.#slot !== NONE || this.#parked !== null
  }

  /** Lets it happen in `delay` ns (an integer, at least 0), and not when it was to happen before. */
  start(delay: number): void {
    this.stop()
    this.#slot = this.#world.alarms.set(delay, this.#ring)
  }

  /** As `start`; a run in which nothing else is left to happen does not wait for it. */
  startQuiet(delay: number): void {
    this.stop()
    this.#slot = this.#world.alarms.setQuiet(delay, this.#ring)
  }

  stop(): void {
    if (this.#slot !== NONE) this.#world.alarms.cancel(this.#slot)
    this.#slot = NONE
    this.#parked = null
  }

  #due(): void {
    this.#slot = NONE
    const { parking } = this.#world
    if (!parking.stands(this.#instance)) {
      this.#action()
      return
    }
    const parked = {}
    this.#parked = parked
    parking.putOff(this.#instance, () => {
      if (this.#parked === parked) this.start(0)
    })
  }
}
