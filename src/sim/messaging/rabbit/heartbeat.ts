import type { Client } from '../../calls/client.ts'
import { Cargo } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'

/** Bytes of a heartbeat frame of AMQP 0-9-1. */
const FRAME_BYTES = 8

/** A sign of life between a broker and a consumer: answered by whoever is there. */
export class Heartbeat extends Cargo<Frame> {
  override readonly beside = true
  /** Told when it, or its answer, is lost. */
  onLost: (() => void) | null = null
  #call: Frame | null = null
  readonly #heard: (outcome: number) => void

  constructor(consumer: number, heard: (outcome: number) => void) {
    super()
    this.aim = consumer
    this.#heard = heard
  }

  override issued(call: Frame): void {
    this.#call = call
    call.requestBytes = FRAME_BYTES
  }

  override deliver(): number {
    return Outcome.ok
  }

  override ended(_call: Frame, outcome: number): Frame | null {
    this.#call = null
    this.#heard(outcome)
    return null
  }

  override dropped(): void {
    this.#call = null
  }

  override lost(): void {
    this.#call = null
    this.onLost?.()
  }

  /** It has not been answered in time. */
  giveUp(client: Client): void {
    if (this.#call !== null) client.giveUp(this.#call, Outcome.timeout, 'let-run')
    this.#call = null
  }
}
