/** What a name of a metric may begin with; anything else is an operation. */
const ROOTS: readonly string[] = [
  'total',
  'workloads',
  'operations',
  'units',
  'edges',
  'pools',
  'caches',
  'stores',
  'breakers',
  'limits',
  'cost',
  'consistency',
  'processes',
  'messages',
  'transactions',
]

/** Ends of names as the JSON result spells them, with the unit, and what they stand for. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['latencyMs', 'latency'],
  ['timeToFailureMs', 'timeToFailure'],
  ['blameMs', 'blame'],
  ['blameSlowest1PercentMs', 'blameSlowest1Percent'],
  ['residenceMs', 'residence'],
  ['waitMs', 'wait'],
  ['wastedCpuMs', 'wastedCpu'],
  ['wastedCpuByCauseMs', 'wastedCpu'],
  ['throughputPerSecond', 'throughput'],
  ['machinesPerMonth', 'machines'],
  ['idlePerMonth', 'idle'],
  ['trafficPerMonth', 'traffic'],
  ['trafficByClassPerMonth', 'traffic'],
  ['unitsPerMonth', 'units'],
  ['lockWaitMs', 'lockWait'],
  ['stalenessMs', 'staleness'],
  ['lagMs', 'lag'],
  ['windowMs', 'window'],
  ['maxMs', 'max'],
  ['endToEndMs', 'endToEnd'],
  ['drainTimeMs', 'drainTime'],
  ['rebalanceTimeMs', 'rebalanceTime'],
  ['settleTimeMs', 'settleTime'],
  ['tellTimeMs', 'tellTime'],
  ['inDoubtTimeMs', 'inDoubtTime'],
  ['locksHeldMs', 'locksHeld'],
  ['lockedMs', 'locked'],
  ['visibleTimeMs', 'visibleTime'],
  ['requestsPerMonth', 'requests'],
  ['transitionsPerMonth', 'transitions'],
])

/**
 * The full form of a metric's name, in segments: a name without a root is an operation's (`shop.checkout.latency.p99`),
 * `p99.9` is `p999`, and the spellings of the JSON result (`latencyMs`) are known, too.
 */
export function fullMetricName(written: readonly string[]): readonly string[] {
  const spelled = joinDecimals(written).map((segment) => SPELLINGS.get(segment) ?? segment)
  return ROOTS.includes(spelled[0] ?? '') ? spelled : ['operations', ...spelled]
}

/** The name as a person would write it. */
export function shortMetricName(path: readonly string[]): string {
  return (path[0] === 'operations' ? path.slice(1) : path).join('.')
}

/** Whether a name fits a pattern of as many segments, in each of which `*` stands for any run of characters. */
export function matchesMetric(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((segment, i) => fits(segment, path[i] as string))
}

/** Where pieces between the stars are found one after the other, the leftmost find is always good enough. */
function fits(pattern: string, text: string): boolean {
  const pieces = pattern.split('*')
  const first = pieces[0] as string
  const last = pieces.at(-1) as string
  if (pieces.length === 1) return pattern === text
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  const end = text.length - last.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found < 0 || found + piece.length > end) return false
    at = found + piece.length
  }
  return true
}

/** `['p99', '9']`, which is `p99.9` split at its dot, becomes `['p999']`. */
function joinDecimals(segments: readonly string[]): readonly string[] {
  return segments.at(-2) === 'p99' && segments.at(-1) === '9' ? [...segments.slice(0, -2), 'p999'] : segments
}
