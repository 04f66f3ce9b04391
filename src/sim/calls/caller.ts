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

/**
 * What a component of the world says it is when it makes calls, or lets them be made for others. A call takes over what
 * it needs at once, so that there need be but one, which is filled in for each.
 */
export class Sender implements Caller {
  request = 0
  path = 0
  workload = -1
  instance = -1
  expiresAt: number = Number.POSITIVE_INFINITY
  priority = 0
  context: Context | null = null
  debt = 0

  /** Of work that goes back to a request, at an instance; it has no deadline. */
  of(
    work: Pick<Caller, 'workload' | 'request' | 'path' | 'priority'>,
    instance: number,
    context: Context | null,
  ): this {
    this.request = work.request
    this.path = work.path
    this.workload = work.workload
    this.instance = instance
    this.expiresAt = Number.POSITIVE_INFINITY
    this.priority = work.priority
    this.context = context
    this.debt = 0
    return this
  }
}
