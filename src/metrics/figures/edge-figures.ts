import type { EdgeCounts, EdgeFold } from '../folds/run-fold.ts'
import { type CallVocabulary, callFigures } from './call-figures.ts'
import { type Figure, ratio } from './figure.ts'

/** The classes of traffic, in the order of results. */
export const TRAFFIC: readonly string[] = ['free', 'cross-zone', 'cross-region', 'internet']

/** The policies that refuse a call before it is sent, in the order of results. */
export const REFUSING_POLICIES: readonly string[] = ['rate-limit', 'bulkhead', 'concurrency-limit', 'breaker']

/** Figures of the calls from one caller to one unit: those of calls, and what the network carried. */
export function edgeFigures(vocabulary: CallVocabulary): Figure<EdgeFold>[] {
  return [
    { name: ['calls'], kind: 'count', better: null, pick: ({ calls }) => calls.offered },
    { name: ['attempts'], kind: 'count', better: 'lower', pick: ({ counts }) => counts?.attempts ?? null },
    {
      name: ['amplification'],
      kind: 'count',
      better: 'lower',
      pick: ({ calls, counts }) => ratio(counts?.attempts, calls.offered),
    },
    ...policyFigures(),
    {
      name: ['callsPerRequest'],
      kind: 'count',
      better: 'lower',
      pick: ({ calls, requests }) => ratio(calls.offered, requests),
    },
    {
      name: ['bytesPerCall'],
      kind: 'size',
      better: 'lower',
      pick: ({ calls, counts }) => ratio(counts && sum(counts.bytes.values()), calls.offered),
    },
    ...TRAFFIC.map(
      (traffic): Figure<EdgeFold> => ({
        name: ['bytesPerSecond', traffic],
        kind: 'size',
        better: 'lower',
        pick: ({ calls, counts }) => ratio(counts && (counts.bytes.get(traffic) ?? 0), calls.seconds),
      }),
    ),
    {
      name: ['connectionsOpened'],
      kind: 'count',
      better: 'lower',
      pick: ({ counts }) => counts?.connectionsOpened ?? null,
    },
    { name: ['messagesLost'], kind: 'count', better: 'lower', pick: ({ counts }) => counts?.messagesLost ?? null },
    ...callFigures(vocabulary).map(ofCalls),
  ]
}

/** What policies did for the calls. */
function policyFigures(): Figure<EdgeFold>[] {
  const figure = (name: readonly string[], of: (counts: EdgeCounts) => number): Figure<EdgeFold> => ({
    name,
    kind: 'count',
    better: null,
    pick: ({ counts }) => (counts === null ? null : of(counts)),
  })
  return [
    figure(['retries'], ({ retries }) => retries),
    figure(['retriesDenied'], ({ retriesDenied }) => retriesDenied),
    figure(['hedges'], ({ hedges }) => hedges),
    figure(['fallbacks'], ({ fallbacks }) => fallbacks),
    figure(['coalesced'], ({ coalesced }) => coalesced),
    ...REFUSING_POLICIES.map((policy) =>
      figure(['policyRejections', policy], ({ rejections }) => rejections.get(policy) ?? 0),
    ),
  ]
}

function ofCalls(figure: Figure<EdgeFold['calls']>): Figure<EdgeFold> {
  const { name, kind, better, trials, resolution } = figure
  return {
    name,
    kind,
    better,
    pick: ({ calls }) => figure.pick(calls),
    ...(resolution !== undefined && { resolution }),
    ...(trials && { trials: ({ calls }: EdgeFold) => trials(calls) }),
  }
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
