import type { Lift } from '../services/levers.ts'
import type { Effect } from './effect.ts'

/** An effect that is a lever: pulled at the start of an episode, lifted at its end. */
export class LeverEffect implements Effect {
  readonly #pull: () => { readonly targets: readonly string[]; readonly lift: Lift | null }
  #lift: Lift | null = null

  /** `pull` says what it hits, and what lifts it; `null` where it is over as soon as it has begun. */
  constructor(pull: () => { readonly targets: readonly string[]; readonly lift: Lift | null }) {
    this.#pull = pull
  }

  begin(): readonly string[] {
    const { targets, lift } = this.#pull()
    this.#lift = lift
    return targets
  }

  end(): void {
    this.#lift?.()
    this.#lift = null
  }
}
