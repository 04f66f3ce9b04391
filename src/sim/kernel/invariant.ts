/**
 * A mistake of the simulator itself, never of a scenario: something that must hold did not. It carries what is needed
 * to find the place again.
 */
export class SimulationBug extends Error {
  override readonly name = 'SimulationBug'
  /** Simulated time in nanoseconds, where one is known. */
  readonly time?: number
  /** The component at work, where one is known. */
  readonly component?: string
  /** Fingerprint of the run up to this point, where one is known. */
  readonly fingerprint?: string

  constructor(message: string, where: { time?: number; component?: string; fingerprint?: string } = {}) {
    super(message)
    if (where.time !== undefined) this.time = where.time
    if (where.component !== undefined) this.component = where.component
    if (where.fingerprint !== undefined) this.fingerprint = where.fingerprint
  }
}

/**
 * Throws a `SimulationBug` unless `condition` holds. Give a constant message on a hot path: it is evaluated at every
 * call.
 */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new SimulationBug(message)
}

/** Marks a place that an exhaustive switch cannot reach; the compiler checks it, and a run that gets here is a bug. */
export function unreachable(value: never): never {
  throw new SimulationBug(`unreachable: ${String(value)}`)
}
