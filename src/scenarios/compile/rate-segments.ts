import type { RateSegment } from '../../sim/plan.ts'
import type { RatePart } from '../scenario.ts'

const NS_PER_S = 1e9

/**
 * Lays the parts of a rate one after the other from 0 on. A part without `for` reaches to the end of the run; what lies
 * beyond the end is cut, a ramp at the height it has reached by then. Durations in ns, rates per second.
 */
export function rateSegments(parts: readonly RatePart[], duration: number): RateSegment[] {
  const segments: RateSegment[] = []
  let start = 0
  for (const part of parts) {
    if (start >= duration) break
    const whole = part.for ?? duration - start
    if (whole <= 0) continue
    const end = Math.min(start + whole, duration)
    const to = end - start === whole ? part.to : part.from + ((part.to - part.from) * (end - start)) / whole
    segments.push({ start, end, from: part.from, to })
    start = end
  }
  return segments
}

/** How many arrivals the segments bring on average: the area under the rate. */
export function expectedArrivals(segments: readonly RateSegment[]): number {
  let area = 0
  for (const { start, end, from, to } of segments) area += ((from + to) / 2) * ((end - start) / NS_PER_S)
  return area
}
