import type { Distribution } from '../sim/kernel/distribution.ts'

/** A literal that stands for a law, with its canonical text: `lognormal(p50=20ms, p99=180ms)`. */
export interface Law {
  readonly text: string
  /** In ns, bytes or plain counts, as the place says. */
  readonly distribution: Distribution
}
