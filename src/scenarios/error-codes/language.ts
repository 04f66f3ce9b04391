import type { ErrorCode } from './error-code.ts'

/** Something is not written as the language wants it. */
export const LANGUAGE_CODES: Readonly<Record<string, ErrorCode>> = {
  S101: {
    title: 'unknown key',
    explanation:
      'This map has fixed keys, and this is none of them. A key that is ignored would be a setting that ' +
      'silently does nothing, so all keys must be known.',
  },
  S102: {
    title: 'missing key',
    explanation: 'This map needs a key that is not there, and there is no sensible default for it.',
  },
  S103: {
    title: 'wrong kind of value',
    explanation:
      'Another kind of value belongs here: a map where a list stands, a text where a number stands, or ' +
      'something where nothing stands.',
  },
  S104: {
    title: 'unknown word',
    explanation: 'Only certain words have a meaning here, and this is none of them.',
  },
  S105: {
    title: 'impossible name',
    explanation:
      'Names of modules, operations, units, stores, zones, workloads and variants begin with a letter and go on ' +
      'with at most 63 letters, digits, "-" or "_". They appear in metrics, files and addresses, where other ' +
      'characters would need escapes.',
  },
  S106: {
    title: 'nothing in it',
    explanation: 'Something that must hold at least one item is empty.',
  },
  S107: {
    title: 'not a step',
    explanation:
      'A step is a map whose first key says what it does: cpu, io, call, send, parallel, choose, repeat, read, ' +
      'write, update, insert, delete, query, join, begin, lease, cache, invalidate, fail or respond. Each step does ' +
      'one of these; two of them are two steps.',
  },
  S108: {
    title: 'parts that do not go together',
    explanation:
      'Each part is right by itself, but together they contradict each other or leave something open, for ' +
      'example shares that do not add up to 100%.',
  },
  S110: {
    title: 'not a duration',
    explanation:
      'A duration is a number with a unit: 150ms, 1.5s, 1h30m. Units are ns, us, ms, s, min (or m), h and d. ' +
      'Durations are whole nanoseconds, at most 104 days.',
  },
  S111: {
    title: 'not a rate',
    explanation: 'A rate is a number and a time behind a slash: 120/s, 12k/min, 5/h.',
  },
  S112: {
    title: 'not a size',
    explanation:
      'A size is a number with a unit: 10B, 500kB (1000 bytes each), 4KiB (1024 bytes each). Sizes are whole ' +
      'bytes.',
  },
  S113: {
    title: 'not a bandwidth',
    explanation: 'A bandwidth is a size or a number of bits behind a slash: 1Gbit/s, 100MB/s. It is more than 0.',
  },
  S114: {
    title: 'not a share',
    explanation: 'A share is a part of a whole: 5% or 0.05, from 0 to 1.',
  },
  S115: {
    title: 'not an amount of money',
    explanation: 'Money is in US dollars: $900; prices are for an hour: $0.0464/h.',
  },
  S116: {
    title: 'not a count',
    explanation: 'A count is a whole number, perhaps with k, M or G: 64, 50M.',
  },
  S117: {
    title: 'not a law',
    explanation:
      'Random quantities are laws in the form of a call: exp(5ms), lognormal(p50=20ms, p99=180ms), mixture(95%: ' +
      'exp(5ms), 5%: exp(100ms)). A bare quantity is constant. Each law has fixed parameters; the message lists ' +
      'them.',
  },
  S118: {
    title: 'not a literal',
    explanation:
      'Literals share one grammar: quantities (150ms), words (uniform) and calls (exp(5ms)), without blanks ' +
      'between a number and its unit and with "." as the decimal point.',
  },
  S119: {
    title: 'missing unit',
    explanation:
      'A number stands where a quantity with a unit belongs. 5 could be milliseconds or seconds, and the ' +
      'difference is a factor of a thousand; only 0 needs no unit.',
  },
  S120: {
    title: 'not an edge',
    explanation:
      'An edge is a caller and what it calls, with "->" between them: "web -> payments". A star stands for any ' +
      'run of characters: "* -> pay*".',
  },
  S121: {
    title: 'not a popularity',
    explanation:
      'Keys are touched by a law of popularity: uniform, or zipf(exponent), where the i-th most popular key has ' +
      'a weight of 1 / i^exponent. An input adds how many keys there are: zipf(0.9) of 10000.',
  },
  S122: {
    title: 'not a seed',
    explanation:
      'A seed is a whole number from 0 to 9007199254740991 (decimal or 0x-hexadecimal) or a text. 42, "42" and ' +
      '0x2a are one seed.',
  },
  S123: {
    title: 'not a runtime',
    explanation:
      'A unit handles requests with threads(n), where each request holds one of n threads until it is answered, ' +
      'or with an event-loop, where waiting holds nothing but there is one core.',
  },
  S124: {
    title: 'not a way to balance',
    explanation:
      'Callers pick an instance by round-robin, random, least-outstanding, power-of(d) (the least busy of d ' +
      'drawn at random) or weighted(w1, w2, …).',
  },
  S125: {
    title: 'not a kind of arrivals',
    explanation:
      'Open load is poisson, constant, uniform, hyperexp or batches at a rate, or wanders between rates as mmpp ' +
      'or on-off; or it is { process, rate: [...] }, { process, diurnal: {...} } or { replay: file.csv }.',
  },
  S130: {
    title: 'not an expectation',
    explanation:
      'An expectation is a metric, one of < <= > >=, and a limit with its unit or a variant: ' +
      'shop.checkout.latency.p99 < 800ms, cost.perMonth of monolith < microservices. It may end with the time that ' +
      'counts, "during slow-db" or "after fault". The other kind is recovers within 60s.',
  },
  S131: {
    title: 'unknown metric',
    explanation:
      'No run of this scenario has a metric of that name, so the expectation would never be judged, and a check ' +
      'that is never judged must not pass.',
  },
  S132: {
    title: 'limit of another kind',
    explanation:
      'The limit is not the kind of quantity the metric is, for example a duration where the metric is a share.',
  },
  S133: {
    title: 'unknown variant',
    explanation:
      'The expectation names a variant that the scenario does not have, or does not say which two variants it ' +
      'compares.',
  },
  S134: {
    title: 'not an invariant',
    explanation:
      'An invariant says what must never happen: to data stock-never-negative, linearizable: stock, sequential, ' +
      'no-lost-update, no-lost-write, read-your-writes, monotonic-reads: stock, conserved: stock + sold, ' +
      'serializable: main (a store), staleness: users < 2s, converges: users within 10s after heal; to messages ' +
      'no-lost-message, ordered, handled-once: order.placed -> mailer; to business transactions at-most-once, ' +
      'at-least-once, exactly-once: payments.charge, saga-atomic: place-order, settles: place-order within 30s, ' +
      'implies: payments.charge -> shipping.ship within 1min.',
  },
  S135: {
    title: 'invariant about nothing',
    explanation:
      'The invariant names a record, a store, an operation, an event or a transaction that the scenario does not ' +
      'have, wants numbers of a record that has none, or is a function where there can be none: it would never be ' +
      'evaluated, and what is never evaluated must not pass.',
  },
  S140: {
    title: 'not for variants',
    explanation:
      'A variant may change app, deploy, stores, network, workload, policies and faults. The run is the same for all ' +
      'variants: they are compared request by request.',
  },
  S141: {
    title: 'nothing to remove',
    explanation: 'A null in a variant removes something of the base, and the base has nothing of that name here.',
  },
  S150: {
    title: 'not an assignment',
    explanation: '--set takes a path and a value: --set run.duration=10min.',
  },
  S151: {
    title: 'unknown path',
    explanation:
      '--set changes what is in the scenario or what the language has a key for. It does not add modules, units ' +
      'or workloads, because a misspelt name would add one silently.',
  },
  S152: {
    title: 'not a value',
    explanation: 'The value of --set is YAML, as it would stand in the file: 7, 5min, [a, b]; null removes.',
  },
}
