import { WINDOWS_BACK } from './control-band.ts'
import type { EdgeCourse, RunCourse, UnitCourse } from './run-course.ts'

/** The edge whose load keeps its callee from ever catching up. All rates per second. */
export interface SustainingLoop {
  readonly edge: string
  readonly callee: string
  /** Attempts over this edge, and those of the control in the same time. */
  readonly attemptsPerSecond: number
  readonly controlAttemptsPerSecond: number
  /** Attempts over all edges to the callee. */
  readonly loadPerSecond: number
  /** The most good visits a second that the callee did over five windows, in either run. */
  readonly capacityPerSecond: number
}

/** A unit this busy does all it can. */
const SATURATED = 0.95

/**
 * Looks for what keeps a run from recovering: among the units that are saturated in the given windows and asked for
 * more than they ever did, the one asked for most beyond that, and the edge to it that grew most over the control.
 */
export function sustainingLoop(run: RunCourse, control: RunCourse, windows: readonly number[]): SustainingLoop | null {
  const [unit] = run.units
    .filter((one) => isSaturated(one, windows))
    .map(({ name, good }) => {
      const rival = control.units.find((one) => one.name === name)?.good ?? []
      const capacity = Math.max(best(good, run.grid.width), best(rival, run.grid.width))
      const load = edgesTo(run, name).reduce((sum, edge) => sum + rateOf(edge.attempts, windows, run.grid.width), 0)
      return { name, capacity, load }
    })
    .filter(({ load, capacity }) => load > capacity)
    .toSorted((a, b) => b.load / b.capacity - a.load / a.capacity)
  if (unit === undefined) return null
  const [edge] = edgesTo(run, unit.name)
    .map(({ name, attempts }) => {
      const usual = control.edges.find((one) => one.name === name)?.attempts ?? []
      return {
        name,
        here: rateOf(attempts, windows, run.grid.width),
        usual: rateOf(usual, windows, run.grid.width),
      }
    })
    .toSorted((a, b) => b.here - b.usual - (a.here - a.usual))
  // Load that the control bears, too, is no loop.
  if (edge === undefined || edge.here <= edge.usual * (1 + (1 - SATURATED))) return null
  return {
    edge: edge.name,
    callee: unit.name,
    attemptsPerSecond: edge.here,
    controlAttemptsPerSecond: edge.usual,
    loadPerSecond: unit.load,
    capacityPerSecond: unit.capacity,
  }
}

function edgesTo({ edges }: RunCourse, unit: string): readonly EdgeCourse[] {
  return edges.filter(({ callee }) => callee === unit)
}

function isSaturated({ busy }: UnitCourse, windows: readonly number[]): boolean {
  const known = windows.map((k) => busy[k] ?? null).filter((share) => share !== null)
  return known.length > 0 && known.reduce((sum, share) => sum + share, 0) / known.length >= SATURATED
}

function best(good: readonly number[], width: number): number {
  let most = 0
  for (let k = 0; k + WINDOWS_BACK <= good.length; k++) {
    let sum = 0
    for (let i = k; i < k + WINDOWS_BACK; i++) sum += good[i] ?? 0
    most = Math.max(most, sum)
  }
  return most / ((WINDOWS_BACK * width) / 1e9)
}

function rateOf(values: readonly number[], windows: readonly number[], width: number): number {
  if (windows.length === 0) return 0
  return windows.reduce((sum, k) => sum + (values[k] ?? 0), 0) / ((windows.length * width) / 1e9)
}
