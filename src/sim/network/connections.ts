import type { ConnectionPlan } from '../plan.ts'

/**
 * The connections from one caller to one server instance. The one used last is used next, so that under light load few
 * stay open; one that has been idle for longer than the keep-alive time is closed and costs a new set-up.
 */
export class Connections {
  /** When the set-up of the multiplexed connection ends, ns; 0 where connections carry one call at a time. */
  readyAt = 0
  readonly #keepAlive: number
  readonly #multiplexed: boolean
  /** When each idle connection was last used, ns, oldest first. */
  readonly #idleSince: number[] = []
  /** Calls on the one multiplexed connection. */
  #calls = 0

  constructor(plan: ConnectionPlan) {
    this.#keepAlive = plan.keepAlive
    this.#multiplexed = plan.multiplexed
  }

  /** Takes a connection for a call at `now`; false when a new one has to be set up: see `opens`. */
  take(now: number): boolean {
    if (this.#multiplexed) {
      const open = this.#calls > 0 || this.#usable(now)
      this.#calls++
      return open
    }
    if (!this.#usable(now)) return false
    this.#idleSince.pop()
    return true
  }

  /** The new connection can be used from `readyAt` on; calls that share it have to wait until then as well. */
  opens(readyAt: number): void {
    if (this.#multiplexed) this.readyAt = readyAt
  }

  /** Gives the connection of an answered call back. */
  give(now: number): void {
    if (this.#multiplexed) {
      this.#calls--
      this.#idleSince.length = 0
    }
    this.#idleSince.push(now)
  }

  /** The call was given up: a connection that carries one call at a time is closed with it. */
  close(now: number): void {
    if (this.#multiplexed) this.give(now)
  }

  /** Whether an idle connection is still open; forgets all of them when even the youngest has expired. */
  #usable(now: number): boolean {
    const idle = this.#idleSince
    const youngest = idle[idle.length - 1]
    if (youngest === undefined) return false
    if (now - youngest <= this.#keepAlive && this.#keepAlive > 0) return true
    idle.length = 0
    return false
  }
}
