import type { Fault } from '../../fault.ts'

type ById = ReadonlyMap<string, Fault>

/** Why a fault that starts after another can never start, whatever happens; `undefined` where it can. */
export function neverStarts(fault: Fault, byId: ById): string | undefined {
  const seen = new Set<string>()
  for (let one: Fault | undefined = fault; one?.starts.kind === 'after'; one = byId.get(one.starts.fault)) {
    if (seen.has(one.id)) return 'each waits for the other'
    seen.add(one.id)
    const before = byId.get(one.starts.fault)
    if (one === fault && before !== undefined && one.starts.event === 'end' && isEndless(before)) {
      return `"${before.id}" has no end`
    }
  }
  return undefined
}

/** Whether nothing but the end of the run ends it. */
function isEndless({ starts }: Fault): boolean {
  if (starts.kind === 'flap') return false
  return (
    starts.for === Number.POSITIVE_INFINITY && (starts.kind !== 'scripted' || starts.until === Number.POSITIVE_INFINITY)
  )
}

/** The earliest time, ns, at which it can start; -1 where a condition decides. */
export function earliestStart(fault: Fault, byId: ById, depth: number = 0): number {
  const { starts } = fault
  switch (starts.kind) {
    case 'scripted':
      return starts.at
    case 'flap':
      return starts.at + starts.off.min
    case 'when':
      return -1
    case 'after': {
      const before = byId.get(starts.fault)
      if (before === undefined || depth > byId.size) return -1
      const start = earliestStart(before, byId, depth + 1)
      if (start < 0) return -1
      return start + starts.delay + (starts.event === 'start' ? 0 : shortest(before, start))
    }
  }
}

function shortest({ starts }: Fault, start: number): number {
  if (starts.kind === 'flap') return starts.on.min
  return starts.kind === 'scripted' ? Math.min(starts.for, starts.until - start) : starts.for
}

/**
 * The time, ns, at which its last episode ends at the latest, if the run goes on: `Infinity` for none, -1 where a
 * condition decides.
 */
export function latestEnd(fault: Fault, byId: ById, depth: number = 0): number {
  const { starts } = fault
  switch (starts.kind) {
    case 'scripted':
      return starts.every > 0 ? starts.until : Math.min(starts.at + starts.jitter + starts.for, starts.until)
    case 'flap':
      return starts.until
    case 'when':
      return -1
    case 'after': {
      const before = byId.get(starts.fault)
      if (before === undefined || depth > byId.size) return -1
      const from = starts.event === 'end' ? latestEnd(before, byId, depth + 1) : latestStart(before, byId, depth + 1)
      return from < 0 ? -1 : from + starts.delay + starts.for
    }
  }
}

function latestStart(fault: Fault, byId: ById, depth: number): number {
  const { starts } = fault
  if (starts.kind === 'scripted' && starts.every === 0) return starts.at + starts.jitter
  return starts.kind === 'scripted' || starts.kind === 'flap' ? starts.until : latestEnd(fault, byId, depth)
}
