import { Cargo } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'

/** Bytes of a heartbeat between nodes. Assumed. */
const BYTES = 50

/** A sign of life from one node of a broker to another, which nobody answers. */
export class NodeBeat extends Cargo<Frame> {
  override readonly beside = true
  override readonly oneWay = true
  readonly #arrived: () => void

  constructor(to: number, arrived: () => void) {
    super()
    this.aim = to
    this.#arrived = arrived
  }

  override issued(call: Frame): void {
    call.requestBytes = BYTES
  }

  override deliver(): number {
    this.#arrived()
    return Outcome.ok
  }

  override ended(): null {
    return null
  }
}
