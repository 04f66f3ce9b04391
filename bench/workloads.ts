/** A task that several contestants do in their own way. */
export interface Workload {
  readonly id: string
  readonly title: string
  /** How many to do in one measurement, about half a second by hand, and before it, so that all code is compiled. */
  readonly count: number
  readonly warmup: number
  /** Measured again over eight times the length: its memory must not grow. */
  readonly flat?: true
}

export const workloads: readonly Workload[] = [
  { id: 'hold-1e2', title: 'hold model, 100 pending', count: 16_000_000, warmup: 1_000_000 },
  { id: 'hold-1e4', title: 'hold model, 10,000 pending', count: 16_000_000, warmup: 1_000_000 },
  { id: 'hold-1e6', title: 'hold model, 1,000,000 pending', count: 8_000_000, warmup: 2_000_000 },
  {
    id: 'rearm',
    title: 'schedule, cancel, rearm, 10,000 actors',
    count: 10_000_000,
    warmup: 1_000_000,
  },
  { id: 'mm1', title: 'M/M/1, 80 % busy', count: 4_000_000, warmup: 400_000, flat: true },
  { id: 'chain', title: 'chain of five services, 70 % busy', count: 400_000, warmup: 40_000, flat: true },
  {
    id: 'guarded-chain',
    title: 'the same chain, every call with timeout, retry and breaker',
    count: 400_000,
    warmup: 40_000,
    flat: true,
  },
  {
    id: 'store-read',
    title: 'a service that reads one row of a store',
    count: 1_000_000,
    warmup: 100_000,
    flat: true,
  },
  {
    id: 'quorum-read',
    title: 'the same row at three nodes, of which two have to answer',
    count: 300_000,
    warmup: 30_000,
    flat: true,
  },
  {
    id: 'publish',
    title: 'a service that publishes a message and waits for the acknowledgement',
    count: 300_000,
    warmup: 60_000,
  },
  {
    id: 'order',
    title: 'an order of three steps, each a computation and a row',
    count: 100_000,
    warmup: 30_000,
  },
]
