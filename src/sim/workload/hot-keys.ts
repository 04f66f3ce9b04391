import type { FaultMark } from '../fault-mark.ts'
import { type Draws, type StepKey, stepKey } from '../kernel/draws.ts'
import { uniform53 } from '../kernel/source.ts'
import type { KeyBend } from '../record-key.ts'

/** One fault that makes keys hot. */
interface Heat {
  readonly workload: number
  readonly share: number
  readonly keys: number
  readonly key: StepKey
  readonly mark: FaultMark
}

/**
 * Requests that all touch the same few keys while a fault is on. Which requests do is drawn from their numbers, so it
 * is the same for every step of a request and does not depend on the order in which servers meet them.
 */
export class HotKeys implements KeyBend {
  readonly #heats: Heat[] = []

  /** Key k becomes k mod `keys` for a share of the requests of a workload; returns what ends it. */
  begin(
    fault: { workload: number; share: number; keys: number; path: string; seed: string },
    mark: FaultMark,
  ): () => void {
    const { workload, share, keys, path, seed } = fault
    const heat = { workload, share, keys, key: stepKey(seed, path), mark }
    this.#heats.push(heat)
    return () => {
      this.#heats.splice(this.#heats.indexOf(heat), 1)
    }
  }

  bend(key: number, draws: Draws, workload: number, request: number): number {
    let bent = key
    for (const heat of this.#heats) {
      if (heat.workload !== workload) continue
      draws.seek(heat.key.high, heat.key.low, request, 0)
      if (uniform53(draws) >= heat.share || bent < heat.keys) continue
      bent %= heat.keys
      heat.mark.bites++
    }
    return bent
  }
}
