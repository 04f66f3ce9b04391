import { Recorder } from '../../../src/metrics/recorder.ts'
import type { RunSummary } from '../../../src/metrics/run-summary.ts'
import { playToy, TOY, type ToyEnd, type ToyOptions, toyCatalogue } from './toy-queue.ts'

/** A summary of one replication of the toy world. */
export function recordToy(
  options: Partial<ToyOptions> = {},
  recording: { from?: number; windows?: number } = {},
): { summary: RunSummary; end: ToyEnd } {
  const toy = { ...TOY, ...options }
  const { from = 2e9, windows } = recording
  const recorder = new Recorder(toyCatalogue(toy), {
    from,
    to: toy.seconds * 1e9,
    ...(windows === undefined ? {} : { windows }),
  })
  const end = playToy(toy, recorder)
  return { summary: recorder.summary(end.endedAt), end }
}
