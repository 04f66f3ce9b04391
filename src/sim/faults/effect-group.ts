import type { Effect } from './effect.ts'

/** Several effects that begin and end together, in their order. */
export class EffectGroup implements Effect {
  readonly #effects: readonly Effect[]

  constructor(effects: readonly Effect[]) {
    this.#effects = effects
  }

  begin(): readonly string[] {
    return this.#effects.flatMap((effect) => effect.begin())
  }

  end(): void {
    for (const effect of this.#effects) effect.end()
  }
}
