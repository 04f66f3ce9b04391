import type { ErrorCode } from './error-code.ts'

/** What business transactions say, and cannot have; and doubts about them. */
export const TRANSACTION_CODES: Readonly<Record<string, ErrorCode>> = {
  S330: {
    title: 'option of another realisation',
    explanation:
      'A choreographed saga has nobody in charge, so it has no attempts, log or countermeasures of its own: what is ' +
      'tried again, the consumers of its events say. The option would do nothing here.',
  },
  S331: {
    title: 'a local transaction across units',
    explanation:
      'A local transaction is one transaction on one store, by code of one process. Its legs are operations of ' +
      'modules that this deployment puts into other units.',
  },
  S332: {
    title: 'two transactions of one name',
    explanation:
      'The section transactions says by name how a business transaction is realised, and results go by the name too: ' +
      'each has its own.',
  },
  S333: {
    title: 'unknown transaction',
    explanation: 'The section transactions names a business transaction that no operation has.',
  },
  S334: {
    title: 'a participant without transactions',
    explanation:
      'In a two-phase commit every leg prepares a local transaction at each store that it writes to, and whoever it ' +
      'calls does so too; all hold their locks until the decision comes. What is in no store of kind sql cannot be ' +
      'prepared, and an operation without any such record has nothing to prepare.',
  },
  S335: {
    title: 'too many legs',
    explanation: 'The row of a log says of every leg how far it has come, and has room for 18 of them.',
  },
  S336: {
    title: 'operation with a name that Orrery makes',
    explanation:
      'For legs of a two-phase commit Orrery makes operations called <operation>-prepare, -commit, -rollback and ' +
      '-work, and for values that are read again <operation>-reread. The module has an operation of that name already.',
  },
  S337: {
    title: 'participant that cannot prepare once',
    explanation:
      'An operation of a two-phase commit calls another one that writes, which prepares, too, and holds its locks. ' +
      'If it were called again for the same leg, that call would wait for those locks; and if its caller went on ' +
      'without it, a part of it might be committed.',
  },
  L420: {
    title: 'a transaction that is none',
    explanation:
      'Nothing says how a business transaction is realised, and it cannot be local. So its legs are called one after ' +
      'the other, and what was done when one of them fails stays done.',
  },
  L421: {
    title: 'nothing undoes a leg',
    explanation: 'A leg before the pivot has no undo. When a later leg fails, what this one has done stays done.',
  },
  L423: {
    title: 'coordinator that forgets',
    explanation:
      'The coordinator keeps what it knows in memory. After a crash nobody goes on with what was under way, and ' +
      'participants of a two-phase commit that have prepared wait for a decision that never comes.',
  },
  L424: {
    title: 'leg that is done twice',
    explanation:
      'When the answer of a leg is lost, nobody knows whether it was done, and it is called again. An operation that ' +
      'adds to a value and has no key has then added twice.',
  },
  L427: {
    title: 'no behind the pivot',
    explanation:
      'When the pivot has succeeded, nothing is undone any more, and later legs are tried until they succeed. One ' +
      'that is refused for a reason of the business is refused again, for ever.',
  },
  L428: {
    title: 'try without confirm',
    explanation:
      'In try-confirm-cancel the legs reserve, and confirms make that final. Without any confirm it is a saga.',
  },
  L429: {
    title: 'transaction without enough time',
    explanation:
      'The legs of a business transaction take longer on average than all of it may, even when nothing waits: nearly ' +
      'every one is undone or aborted.',
  },
}
