import type { Context } from '../context.ts'

/** Who makes a call: a frame, or a component of the world that has none. */
export interface Caller {
  readonly request: number
  readonly path: number
  readonly workload: number
  /** -1 for a workload. */
  readonly instance: number
  readonly expiresAt: number
  readonly priority: number
  readonly context: Context | null
  /** Work for the protocol, ns, that it is to pay. */
  debt: number
}
