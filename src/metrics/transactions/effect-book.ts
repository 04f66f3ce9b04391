import type { BusinessFact } from '../../sim/business-fact.ts'

/** What one call, as its caller meant it, has brought about. */
interface Done {
  readonly program: number
  readonly workload: number
  readonly call: number
  readonly measured: boolean
}

/** Requests of which the effects are remembered. */
const REQUESTS_KEPT = 65536

interface Effects {
  effects: number
  doubleEffects: number
  absorbed: number
}

/**
 * Counts how often operations have done their work for the same call. What a call has done is remembered until 65,536
 * other requests have had effects since; a double after that counts as new.
 */
export class EffectBook {
  readonly #isMeasured: (at: number) => boolean
  /** By name. */
  readonly #operations: Map<string, Effects>
  readonly #nameOf: (program: number) => string
  /** By request, in the order of their first effects. */
  readonly #requests = new Map<number, Done[]>()

  constructor(names: readonly string[], nameOf: (program: number) => string, isMeasured: (at: number) => boolean) {
    this.#nameOf = nameOf
    this.#isMeasured = isMeasured
    this.#operations = new Map(names.map((name) => [name, { effects: 0, doubleEffects: 0, absorbed: 0 }]))
  }

  /** A call outside of business transactions has done its work. */
  effect({ at, leg: program, workload, request, call }: BusinessFact): void {
    const known = this.#requests.get(request)
    const before = known?.find((one) => one.call === call && one.program === program && one.workload === workload)
    const done = before ?? { program, workload, call, measured: this.#isMeasured(at) }
    if (done.measured) this.add(this.#nameOf(program), 1, before === undefined ? 0 : 1, 0)
    if (before !== undefined) return
    if (known !== undefined) {
      known.push(done)
      return
    }
    this.#requests.set(request, [done])
    if (this.#requests.size <= REQUESTS_KEPT) return
    const [oldest] = this.#requests.keys()
    if (oldest !== undefined) this.#requests.delete(oldest)
  }

  /** … or had done it before. */
  absorbed({ at, leg: program }: BusinessFact): void {
    if (this.#isMeasured(at)) this.add(this.#nameOf(program), 0, 0, 1)
  }

  /** Adds to what an operation has done. */
  add(name: string, effects: number, doubles: number, absorbed: number): void {
    const own = this.#operations.get(name)
    if (own === undefined) return
    own.effects += effects
    own.doubleEffects += doubles
    own.absorbed += absorbed
  }

  /** By name, in code-unit order. */
  summary(): readonly { readonly name: string; effects: number; doubleEffects: number; absorbed: number }[] {
    return [...this.#operations].map(([name, own]) => ({ name, ...own })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }
}
