import { Mistake } from '../../literals/mistake.ts'
import { suggest } from '../../suggest.ts'

/** Which kind of fault a map is, or what is wrong with its keys, and at which; with none of them the map is wrong. */
export type KindOfFault = { readonly kind: string } | { readonly mistake: Mistake; readonly key: string | undefined }

/** In other faults these choose among the instances. */
const PLACES: readonly string[] = ['zone', 'region']

/** The one key of `map` that is among `kinds`; of a fault of another kind `zone` and `region` are knobs. */
export function kindOfFault(map: object, kinds: readonly string[]): KindOfFault {
  const keys = Object.keys(map)
  const written = keys.filter((key) => kinds.includes(key))
  const [kind, second] = written.some((key) => !PLACES.includes(key))
    ? written.filter((key) => !PLACES.includes(key))
    : written
  if (kind === undefined) return noKind(keys, kinds)
  if (second === undefined) return { kind }
  const message = `a fault does one thing, and this one has "${kind}" and "${second}"`
  const hint = 'make it two faults, each with its own dash or braces'
  return { mistake: new Mistake('S160', message, NOWHERE, { hint }), key: second }
}

const NOWHERE = { start: 0, end: 0 }

function noKind(keys: readonly string[], kinds: readonly string[]): KindOfFault {
  const expected = `one of the keys ${kinds.join(', ')}`
  for (const key of keys) {
    const suggestion = suggest(key, kinds) ?? (Object.hasOwn(OTHER_NAMES, key) ? OTHER_NAMES[key] : undefined)
    if (suggestion === undefined) continue
    const message = `there is no kind of fault "${key}"`
    return { mistake: new Mistake('S160', message, NOWHERE, { expected, suggestion }), key }
  }
  const message = 'nothing says what this fault does'
  return { mistake: new Mistake('S160', message, NOWHERE, { expected }), key: undefined }
}

/** What other tools call the same faults. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  delay: 'latency',
  jitter: 'latency',
  drop: 'loss',
  'packet-loss': 'loss',
  duplication: 'duplicate',
  rate: 'bandwidth',
  clog: 'jam',
  hold: 'jam',
  kill: 'crash',
  stop: 'crash',
  restart: 'crash',
  down: 'crash',
  gc: 'pause',
  freeze: 'pause',
  cpu: 'cpu-quota',
  oom: 'memory',
  fds: 'descriptors',
  'clock-skew': 'clock',
  error: 'errors',
  abort: 'errors',
  fail: 'errors',
  'rate-limit': 'throttle',
  flush: 'cache-flush',
  'retry-storm': 'client-retries',
  spike: 'surge',
}
