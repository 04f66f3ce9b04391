import type { FaultMark } from '../../fault-mark.ts'
import type { Frame } from '../../frame.ts'
import { Cut } from './cut.ts'
import type { Disturbance } from './disturbance.ts'
import { Fate } from './fate.ts'
import { Jam } from './jam.ts'
import type { Message } from './message.ts'
import type { Reach } from './reach.ts'

/** Callers cannot find the unit, while this is on. */
export interface Outage {
  readonly mark: FaultMark
  readonly reach: Reach
  readonly mode: 'fail' | 'hang'
}

/**
 * The network faults that are on at one edge. What happens to a message is decided when it is sent: what is on its way
 * when a fault begins or ends is not touched, except what stands in a jam.
 */
export class Weather {
  readonly #fate = new Fate()
  readonly #disturbances: Disturbance[] = []
  readonly #outages: Outage[] = []

  /** Whether nothing is on. */
  get calm(): boolean {
    return this.#disturbances.length === 0 && this.#outages.length === 0
  }

  begin(disturbance: Disturbance): void {
    disturbance.begin()
    this.#disturbances.push(disturbance)
  }

  end(disturbance: Disturbance): void {
    this.#disturbances.splice(this.#disturbances.indexOf(disturbance), 1)
  }

  beginOutage(outage: Outage): void {
    this.#outages.push(outage)
  }

  endOutage(outage: Outage): void {
    this.#outages.splice(this.#outages.indexOf(outage), 1)
  }

  /** The name outage that a request meets before it is sent; of several the one that fails at once. */
  outageFor(message: Message): Outage | null {
    let found: Outage | null = null
    for (const outage of this.#outages) {
      if (!this.#covers(outage.reach, message)) continue
      if (outage.mode === 'fail' || found === null) found = outage
      if (outage.mode === 'fail') break
    }
    if (found !== null) found.mark.bites++
    return found
  }

  /** What becomes of a message; valid until the next one. */
  fateOf(message: Message): Fate {
    const fate = this.#fate
    fate.reset()
    const disturbances = this.#disturbances
    for (let i = 0; i < disturbances.length; i++) {
      const one = disturbances[i] as Disturbance
      if (this.#covers(one.reach, message)) one.meet(message, fate)
    }
    fate.settle(message)
    return fate
  }

  /** The jam that still holds a message that another one lets go. */
  jamFor(message: Message): Jam | null {
    const found = this.#disturbances.find((one) => one instanceof Jam && this.#covers(one.reach, message))
    return found instanceof Jam ? found : null
  }

  /**
   * Whether a partition or a jam stands between the two ends of `call`, in either direction; for what only looks
   * whether there is a way. Draws nothing; what stands there has bitten.
   */
  blocks(call: Frame, callerZone: number, calleeZone: number): boolean {
    let blocked = false
    for (const one of this.#disturbances) {
      if (!(one instanceof Cut) && !(one instanceof Jam)) continue
      const { reach } = one
      if (!reach.covers(call, false, callerZone, calleeZone) && !reach.covers(call, true, callerZone, calleeZone))
        continue
      one.mark.bites++
      blocked = true
    }
    return blocked
  }

  #covers(reach: Reach, message: Message): boolean {
    return reach.covers(message.call, message.back, message.callerZone, message.calleeZone)
  }
}
