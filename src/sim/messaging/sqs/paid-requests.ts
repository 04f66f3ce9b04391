import type { Client } from '../../calls/client.ts'
import type { Engine } from '../../kernel/engine.ts'

/** Amazon SQS pricing: each beginning of 64 KiB of a payload is a request, so 256 KiB are four. */
const BYTES_A_REQUEST = 64 * 1024

/** Counts what a customer of a managed queue pays: each request that reaches it, also one that brings nothing. */
export class PaidRequests {
  readonly #client: Client
  readonly #engine: Engine
  readonly #counter: number

  constructor({ client, engine }: { readonly client: Client; readonly engine: Engine }, counter: number) {
    this.#client = client
    this.#engine = engine
    this.#counter = counter
  }

  /** A request has come, with so many bytes of messages. */
  came(bytes = 0): void {
    this.#count(1)
    this.answered(bytes)
  }

  /** It is answered with so many bytes of messages. */
  answered(bytes: number): void {
    if (bytes > BYTES_A_REQUEST) this.#count(Math.ceil(bytes / BYTES_A_REQUEST) - 1)
  }

  #count(requests: number): void {
    this.#client.probe.counted(this.#counter, this.#engine.now, requests)
  }
}
