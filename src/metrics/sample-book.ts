import type { Estimate } from './estimate.ts'
import type { Figure } from './figures/figure.ts'
import { estimateOf, type Sample } from './sample.ts'

/**
 * Folds of one subject: of every replication, or of the only one and its batches. Missing where a subject is absent.
 */
export interface Folds<Fold> {
  readonly replications: readonly (Fold | undefined)[]
  /** Only where there is a single replication. */
  readonly batches: readonly (Fold | undefined)[]
}

/** Every metric of one variant, by name. */
export class SampleBook {
  readonly #samples = new Map<string, Sample>()
  readonly #subjects: (readonly string[])[] = []

  /** Measures the figures of the subject whose metrics' names begin with `prefix`. */
  measure<Fold>(prefix: readonly string[], figures: readonly Figure<Fold>[], folds: Folds<Fold>): void {
    this.#subjects.push(prefix)
    for (const figure of figures) this.#add(prefix, figure, folds)
  }

  /** The prefixes measured, in order: `['total']`, `['operations', 'shop', 'checkout']`, `['units', 'web']` … */
  subjects(): readonly (readonly string[])[] {
    return this.#subjects
  }

  /** The metrics, in the order in which they were measured. */
  samples(): readonly Sample[] {
    return [...this.#samples.values()]
  }

  /** The sample of that full name. */
  sample(path: readonly string[]): Sample | undefined {
    return this.#samples.get(keyOf(path))
  }

  /** The estimate of that full name; `null` where nothing was measured. */
  estimate(path: readonly string[]): Estimate | null {
    const sample = this.sample(path)
    return sample === undefined ? null : estimateOf(sample)
  }

  #add<Fold>(prefix: readonly string[], figure: Figure<Fold>, folds: Folds<Fold>): void {
    const path = [...prefix, ...figure.name]
    const pick = (fold: Fold | undefined): number | null => (fold === undefined ? null : figure.pick(fold))
    const { replications, batches } = folds
    const single = replications.length === 1
    const whole = single ? pick(replications[0]) : null
    // A single run that measured nothing has no batches to speak of either.
    const measured = single ? (whole === null ? [] : batches) : replications
    this.#samples.set(keyOf(path), {
      path,
      kind: figure.kind,
      better: figure.better,
      whole,
      values: measured.map(pick),
      trials: figure.trials === undefined ? null : trialsIn(replications, figure.trials),
      resolution: figure.resolution ?? 0,
    })
  }
}

/** Names hold no control characters, so this cannot confuse two paths. */
function keyOf(path: readonly string[]): string {
  return path.join('\u0000')
}

function trialsIn<Fold>(folds: readonly (Fold | undefined)[], trials: (fold: Fold) => number): number {
  return folds.reduce((sum: number, fold) => (fold === undefined ? sum : sum + trials(fold)), 0)
}
