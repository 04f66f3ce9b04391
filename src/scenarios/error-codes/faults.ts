import type { ErrorCode } from './error-code.ts'

/** Faults that are not written as the language wants them, or name what is not there. */
export const FAULT_CODES: Readonly<Record<string, ErrorCode>> = {
  S160: {
    title: 'not a fault',
    explanation:
      'A fault is a map in which one key says what it does, with whom it hits as value: { crash: payments }, ' +
      '{ latency: "* -> payments", add: 50ms }. Each fault does one thing; two of them are two faults.',
  },
  S161: {
    title: 'fault that does nothing',
    explanation:
      'With this number the fault would change nothing: a factor of 1, a share of 0 %, a clock that is right. A run ' +
      'in which nothing goes wrong would then pass for one that has survived.',
  },
  S162: {
    title: 'not a pick of instances',
    explanation:
      'Which instances are hit is said by all, one, minority (less than half), majority (more than half), leader ' +
      '(who leads at that moment), a count such as 2, or a share such as 50 %. Numbers of certain instances stand ' +
      'under "instances".',
  },
  S163: {
    title: 'not a condition',
    explanation:
      'A fault may start when a measure of a unit passes a number: orders.queue-length > 500. The measures are ' +
      'queue-length, concurrency, cpu-busy (cores) and instances-up, over all instances of the unit.',
  },
  S164: {
    title: 'not an instance',
    explanation: 'An instance is a name and a number from 0: payments/0. A name alone means all of its instances.',
  },
  S165: {
    title: 'id that faults cannot share',
    explanation:
      'Results and expectations call a fault by its id, so every id belongs to one fault; "any", "all" and "fault" ' +
      'mean several faults. A fault without an id is called after its kind: crash-1, crash-2.',
  },
  S240: {
    title: 'unknown fault',
    explanation: 'An expectation, or a fault that starts after another, names a fault that the scenario does not have.',
  },
  S241: {
    title: 'unknown target of a fault',
    explanation:
      'A fault names a unit, store, module, operation, cache or workload that no variant has, or one of another kind ' +
      'than the fault can hit.',
  },
  S242: {
    title: 'unknown region',
    explanation: 'No zone of network.zones is in that region.',
  },
  S243: {
    title: 'fault that never starts',
    explanation:
      'A fault starts after the end of one that has no end, or two faults wait for each other, so it could not ' +
      'start in a run of any length.',
  },
  S244: {
    title: 'more than there is',
    explanation:
      'A fault names an instance by a number that its unit does not have, or takes more connections than the pool has.',
  },
  L350: {
    title: 'fault that a variant leaves out',
    explanation:
      'Its target exists in other variants only, or its two ends share a process there, so this variant runs without ' +
      'the fault. What is expected during it is not judged there.',
  },
  L351: {
    title: 'fault on calls that nobody makes',
    explanation: 'No call of the scenario goes along that edge over the network, so the fault cannot bite.',
  },
  L352: {
    title: 'fault that finds no instance',
    explanation: 'No instance of the target is in that zone or region, has that number, or ever leads.',
  },
  L353: {
    title: 'fault that comes too late',
    explanation: 'The load, or the time of all faults, is over before the fault can start.',
  },
  L354: {
    title: 'recovery that nobody can see',
    explanation:
      'An expectation asks for recovery from a fault that is still on when the load ends, or ends so late that the ' +
      'time to recover is not over by then. Its verdict is at best inconclusive.',
  },
  L355: {
    title: 'fault without an effect here',
    explanation:
      'The fault is about something its target does not have: a quota above all its cores, threads of an event loop, ' +
      'computing of a store, a clock that nothing reads.',
  },
  L356: {
    title: 'healing after the load',
    explanation: 'All faults end when no requests come any more, so no figure can show that the system recovers.',
  },
}
