/**
 * A mistake of the simulator itself, never of a scenario: something that must hold did not. It carries what is needed
 * to find the place again.
 */
export class SimulationBug extends Error {
  override readonly name = 'SimulationBug'
  /** Simulated time in nanoseconds, where one is known. */
  readonly time: number | undefined
  /** The component at work, where one is known. */
  readonly component: string | undefined
  /** Fingerprint of the run up to this point, where one is known. */
  readonly fingerprint: string | undefined

  constructor(
    message: string,
    where: { time?: number | undefined; component?: string | undefined; fingerprint?: string | undefined } = {},
  ) {
    super(message)
    this.time = where.time
    this.component = where.component
    this.fingerprint = where.fingerprint
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
