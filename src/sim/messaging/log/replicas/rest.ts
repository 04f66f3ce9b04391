import type { MessageWorld } from '../../message-world.ts'

/** How often it is looked whether messages still wait, ns. */
const LOOK = 1e9

/**
 * When a broker and its consumers may keep still: the load is over, no request is under way, and every message is done
 * with. As long as messages wait, the run goes on.
 */
export class Rest {
  /** When it was last seen to be at rest, ns; -1 for never. */
  seenAt = -1
  readonly #world: MessageWorld
  readonly #waiting: () => boolean
  readonly #sleepers: (() => void)[] = []
  #looking = false

  /** `waiting`: whether a message waits for somebody who is to handle it. */
  constructor(world: MessageWorld, waiting: () => boolean) {
    this.#world = world
    this.#waiting = waiting
  }

  /** Whether there is nothing to do. */
  get resting(): boolean {
    const { engine, plan } = this.#world
    if (engine.now < plan.duration || this.#world.busy() || this.#waiting()) return false
    this.seenAt = engine.now
    return true
  }

  /** Wakes `sleeper` when there is something to do again. */
  sleep(sleeper: () => void): void {
    this.#sleepers.push(sleeper)
  }

  /** A message has come. */
  stirred(): void {
    if (this.#sleepers.length > 0) for (const wake of this.#sleepers.splice(0)) wake()
    if (this.#looking) return
    this.#looking = true
    this.#world.alarms.set(LOOK, () => this.#look())
  }

  #look(): void {
    this.#looking = this.#waiting()
    if (this.#looking) this.#world.alarms.set(LOOK, () => this.#look())
  }
}
