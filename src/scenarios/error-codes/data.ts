import type { ErrorCode } from './error-code.ts'

/** What steps want of records and stores, and cannot have. */
export const DATA_CODES: Readonly<Record<string, ErrorCode>> = {
  S170: {
    title: 'option of another kind of store',
    explanation:
      'A store has an option that only stores of another kind have: replicas belong to a leader (kind: sql), n, ' +
      'r and w to a quorum, refresh to a search index. It would do nothing here.',
  },
  S171: {
    title: 'numbers of a store that do not fit',
    explanation:
      'The options of a store ask for more than there is: more answers than nodes that keep a key, more nodes ' +
      'than the store has, a replica that takes over where there is none, shards that grow to fewer.',
  },
  S172: {
    title: 'not a whole number',
    explanation: 'Values of records are whole numbers, perhaps below 0, of at most 2^53 - 1.',
  },
  S173: {
    title: 'not a value to write',
    explanation:
      'A write sets a whole number, "read - 1" (what this request has read last of that key, and so much more ' +
      'or less), or copy (the value, as this request knows it, of the record that this one copies).',
  },
  S174: {
    title: 'not a requirement',
    explanation: 'A requirement compares the value after the update with a whole number: ">= 0".',
  },
  S175: {
    title: 'cache aside without a miss',
    explanation:
      'A cache that stands aside fetches nothing by itself: the steps of its miss do. With mode: read-through ' +
      'the cache reads the record.',
  },
  S260: {
    title: 'record of another module',
    explanation:
      'A module reads or writes a record that another module owns. Others ask the owner, through its ' +
      'operations, so that it can change how it keeps its data; unless the deployment says that the store is ' +
      'shared, which couples them.',
  },
  S261: {
    title: 'statement that this kind of store cannot do',
    explanation:
      'Not every store can do everything: a quorum of equals has no transactions, no locks and no queries; ' +
      'objects are read and written whole; a search index has no updates in place.',
  },
  S262: {
    title: 'value that does not fit the record',
    explanation:
      'A record holds either whole numbers, where owns says what they are initially, or opaque values, of which ' +
      'each write makes one that nothing else has. Numbers must be said when they are written, opaque values ' +
      'cannot be.',
  },
  S263: {
    title: 'write that rests on nothing read',
    explanation:
      'The new value is computed from what was read of that key, or the write asks that it has not changed ' +
      'since, and no step before it has read that key of the record.',
  },
  S264: {
    title: 'transaction that no one store can do',
    explanation:
      'A local transaction is kept by one store, and only stores with a leader have them. Over several stores, ' +
      'or several units, there is none; what was done before a failure must be undone by other steps.',
  },
  S265: {
    title: 'step that cannot be in a transaction',
    explanation:
      'A transaction does one statement after the other on one connection, and everything in it may be undone. ' +
      'Answers, leases, caches, branches at once and transactions inside it do not go with that.',
  },
  S266: {
    title: 'row lock outside of a transaction',
    explanation: 'A row that is read for update stays locked until its transaction ends; a statement alone has none.',
  },
  S267: {
    title: 'rows that do not fit the record',
    explanation:
      'The rows of a record may be in groups (per: customer); then rows are inserted, and queried by group. ' +
      'Otherwise each key is one row, and a query says how many it finds. A join names each record once.',
  },
  S268: {
    title: 'copy of something that cannot be copied',
    explanation: 'A copy has the keys of one other record that has values of its own, and that is no copy itself.',
  },
  S269: {
    title: 'invalidation that no cache hears',
    explanation: 'A step tells caches that a key is out of date, and no cache step of that module keeps that record.',
  },
  S270: {
    title: 'policy inside a store',
    explanation:
      'Policies are about what an application calls. What the nodes of a store tell each other follows the ' +
      'rules of the store: its replication, its timeout, its hand-off.',
  },
  S271: {
    title: 'tokens that nobody looks at',
    explanation: 'A fenced record needs a store that compares tokens before it writes, which a store of kind sql does.',
  },
}
