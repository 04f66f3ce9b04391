import type { ErrorCode } from './error-code.ts'

/** Warnings: the scenario can run, but perhaps not as it was meant. */
export const DOUBT_CODES: Readonly<Record<string, ErrorCode>> = {
  L301: {
    title: 'circle of calls without a timeout',
    explanation:
      'Calls between units wait for each other in a circle. Once all workers of one unit wait, nothing frees ' +
      'them: a deadlock under load. A timeout on one of the calls breaks it.',
  },
  L302: {
    title: 'endless circle of calls',
    explanation: 'Every request goes round in a circle of calls and never ends by itself.',
  },
  L303: {
    title: 'unit that nothing reaches',
    explanation: 'No workload leads to this unit, so it costs money and does nothing.',
  },
  L304: {
    title: 'operation that nothing reaches',
    explanation: 'No workload leads to this operation. That may be meant, but often a call is missing.',
  },
  L305: {
    title: 'record that nothing touches',
    explanation: 'A record is owned and stored, and no step touches it.',
  },
  L306: {
    title: 'load that ends early',
    explanation: 'The rates of the load end before the run does, so nothing arrives at its end.',
  },
  L307: {
    title: 'rate that is never reached',
    explanation: 'The run is over before this part of the load begins.',
  },
  L308: {
    title: 'pattern that fits nothing',
    explanation: 'A pattern with a star fits nothing that there is, so what is said with it has no effect.',
  },
  L309: {
    title: 'zone without an instance',
    explanation: 'The unit has fewer instances than zones.',
  },
  L310: {
    title: 'cores that are not those of the machine',
    explanation:
      'The unit computes on another number of cores than its machine has, while its cost is that of the machine.',
  },
  L311: {
    title: 'arrivals that are left out',
    explanation: 'Rows of the replayed file lie behind the end of the run.',
  },
  L312: {
    title: 'times that count from the first row',
    explanation:
      'All times of the replayed file lie behind the end of the run, as absolute times do, so they count from ' +
      'the first row.',
  },
  L313: {
    title: 'file without arrivals',
    explanation: 'The replayed file brings no arrival within the run.',
  },
  L314: {
    title: 'part of a period',
    explanation: 'The run is shorter than the period of a daily wave, so its mean rate is not the mean of the wave.',
  },
  L320: {
    title: 'load above the capacity of the cpus',
    explanation:
      'The cpus of a unit need more time than there is. The queue grows for as long as the load lasts, and no ' +
      'figure settles.',
  },
  L321: {
    title: 'load above the number of slots',
    explanation:
      'By Little’s law the requests of a unit occupy more worker slots than it has. The queue grows for as long ' +
      'as the load lasts.',
  },
  L322: {
    title: 'load above the capacity of a store',
    explanation: 'A store needs more parallel service than it has.',
  },
  L323: {
    title: 'pool smaller than Little’s law demands',
    explanation:
      'On average more connections of a pool are needed than it has, so callers queue for connections for as ' +
      'long as the load lasts.',
  },
  L330: {
    title: 'timeout below the time of the call',
    explanation:
      'A call takes longer on average than its timeout, even when nothing waits. Most of these calls fail, and ' +
      'their work is wasted.',
  },
  L331: {
    title: 'deadline below the time of the request',
    explanation: 'A request takes longer on average than its deadline, even when nothing waits.',
  },
  L340: {
    title: 'availability that no run can show',
    explanation:
      'An expectation asks for an availability of 100 %. When nothing fails in n requests, the 95 % interval still ' +
      'begins at about 1 - 3.7 / n, so the verdict is at best inconclusive. Ask for less, such as 99.9 %, or for ' +
      'failed <= 0, which counts the requests of the run.',
  },
}
