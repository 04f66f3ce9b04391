import type { ErrorCode } from './error-code.ts'

/** Warnings about data: it works, but perhaps it is not what was meant. */
export const DATA_DOUBT_CODES: Readonly<Record<string, ErrorCode>> = {
  L390: {
    title: 'shared store',
    explanation:
      'Modules touch records that they do not own, because the store says that it is shared. Each such step ' +
      'couples two modules past their operations: neither can change the records, or move them, alone.',
  },
  L391: {
    title: 'transaction held over the network',
    explanation:
      'While a transaction waits for an answer from elsewhere it holds its locks and its connection, so others ' +
      'wait for a system that has nothing to do with the store; and the call is not undone when the transaction ' +
      'is.',
  },
  L392: {
    title: 'transactions that need more connections than there are',
    explanation:
      'A transaction holds a connection from its first statement to its commit. Rate times that time (Little’s ' +
      'law) is more than the store has, so callers queue for as long as the load lasts.',
  },
  L393: {
    title: 'reads and writes that need not overlap',
    explanation:
      'With r + w not above n, the nodes that answer a read need not be any of those that have the last write, ' +
      'so a read may miss it. It is quicker and more available so; measure how stale reads get.',
  },
  L394: {
    title: 'decision on a replica’s answer',
    explanation:
      'What is written was computed from a read that may come from a replica, which may be behind. Another ' +
      'write may then be overwritten that was long acknowledged.',
  },
  L395: {
    title: 'lease shorter than the work',
    explanation:
      'The work under a lease takes longer on average than the lease is valid, so another gets it while the ' +
      'first is still at work.',
  },
  L396: {
    title: 'written behind, for one instance',
    explanation:
      'Each instance has a cache of its own and writes to the store later, so the others, and everybody else, ' +
      'read old values for so long; and what an instance has not written is lost when it crashes.',
  },
  L397: {
    title: 'growth that does not end in the run',
    explanation: 'New shards join so late, or keys move so slowly, that the run is over before the keys are in place.',
  },
  L398: {
    title: 'half a fence',
    explanation:
      'Fencing takes two: a lease that hands out tokens, and a record whose store refuses old ones. Here there ' +
      'is one without the other, and nothing is refused.',
  },
  L399: {
    title: 'replica that there is none of',
    explanation: 'A step reads from a replica, and the store has none, so the leader is asked.',
  },
  L400: {
    title: 'keys that the record does not have',
    explanation:
      'An input draws keys that a record does not have: reads find nothing there, until somebody writes them.',
  },
  L401: {
    title: 'update that another can undo',
    explanation:
      'A quorum of equals has nobody who puts the writes of a key in order: an update, or a write with if: ' +
      'unchanged, reads from some nodes and writes then, and what comes in between is overwritten. Such updates ' +
      'are counted as lost. Stores of this kind offer a vote on each write for it (lightweight transactions of ' +
      'Cassandra, four round trips), which Orrery does not model.',
  },
}
