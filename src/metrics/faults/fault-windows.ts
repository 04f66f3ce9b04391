import type { FaultEpisode } from './fault-report.ts'
import type { Grid } from './run-course.ts'

/**
 * The windows of the time in which at least one of the episodes was on, ascending: those that lie in it by their
 * middle, and for an episode shorter than a window the one in which it began.
 */
export function windowsDuring({ width, count }: Grid, episodes: readonly FaultEpisode[]): readonly number[] {
  const found = new Set<number>()
  for (const { start, end } of episodes) {
    const first = Math.ceil(start / width - 0.5)
    const last = Math.ceil(end / width - 0.5) - 1
    if (last < first) found.add(Math.min(count - 1, Math.floor(start / width)))
    for (let k = Math.max(0, first); k <= Math.min(last, count - 1); k++) found.add(k)
  }
  return [...found].filter((k) => k >= 0 && k < count).toSorted((a, b) => a - b)
}

/** The windows that begin at `time` ns or later. */
export function windowsAfter({ width, count }: Grid, time: number): readonly number[] {
  const first = Math.max(0, Math.ceil(time / width))
  return Array.from({ length: Math.max(0, count - first) }, (_, i) => first + i)
}

/** When the last of the episodes ended, ns; `undefined` without any, or when one outlasted the load. */
export function lastEnd(episodes: readonly FaultEpisode[], to: number): number | undefined {
  if (episodes.length === 0) return undefined
  const last = episodes.reduce((latest, { end }) => Math.max(latest, end), 0)
  return last < to ? last : undefined
}
