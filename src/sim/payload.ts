import type { Distribution } from './kernel/distribution.ts'

/** The size of a message: most are constant, and those need no draw. */
export class Payload {
  readonly law: Distribution
  /** Bytes, or -1 when the size is drawn. */
  readonly constant: number

  constructor(law: Distribution) {
    this.law = law
    this.constant = law.variance === 0 ? Math.round(law.mean) : -1
  }
}
