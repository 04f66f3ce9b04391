import type { ErrorCode } from './error-code.ts'

/** What brokers, events, consumers and handlers say, and cannot have; and doubts about them. */
export const MESSAGING_CODES: Readonly<Record<string, ErrorCode>> = {
  S300: {
    title: 'not the name of an event',
    explanation:
      'An event is called by words with dots between them, such as order.placed: letters, digits, "-" and "_", the ' +
      'first a letter. In patterns a star stands for any run of characters, dots among them.',
  },
  S301: {
    title: 'not an event and its handler',
    explanation:
      'A consumer is meant by an event and the module that handles it, "order.placed -> mailer", each perhaps with a ' +
      'star.',
  },
  S302: {
    title: 'option of another kind of broker',
    explanation:
      'A broker has an option that only brokers of another kind have: nodes and machines belong to those that ' +
      'somebody runs, not to a managed queue or to the memory of a process. It would do nothing here.',
  },
  S303: {
    title: 'more than the queue can do',
    explanation: 'Amazon SQS has bounds of its own: a receive waits for at most 20 s and brings at most 10 messages.',
  },
  S304: {
    title: 'option of events that another kind of broker carries',
    explanation:
      'What can be said of an event depends on what carries it: partitions are those of a log, a visibility timeout ' +
      'is that of SQS, a delivery limit that of RabbitMQ. An option that no broker of these events knows would do ' +
      'nothing.',
  },
  S305: {
    title: 'option of consumers of another kind of broker',
    explanation:
      'How messages are consumed depends on what carries them: prefetch belongs to RabbitMQ, commits and polls to ' +
      'Kafka. Options with the same name may know other words.',
  },
  S306: {
    title: 'event or handler that there is none of',
    explanation:
      'Events are declared by publishing or handling them. A broker, the events section or a consumer names one that ' +
      'no step publishes and no module handles, or a module that does not handle it.',
  },
  S307: {
    title: 'handler with a name that is taken',
    explanation:
      'What a module does when an event comes is an operation, on-order-placed for order.placed. Another operation, ' +
      'or the handler of another event, has that name already.',
  },
  S310: {
    title: 'outbox of several publishers',
    explanation:
      'An outbox is a table in the store of the module that publishes, written in one transaction with its data. Two ' +
      'modules cannot share one.',
  },
  S311: {
    title: 'record with a name that Orrery makes',
    explanation:
      'For outboxes, idempotency keys and the logs of transactions Orrery makes records, called ' +
      '<module>-<event>-outbox, <module>-keys and <transaction>-log. A module owns one of that name already.',
  },
  S312: {
    title: 'event without a broker',
    explanation: 'Where brokers list what they hold, every event has to be in one of the lists.',
  },
  S313: {
    title: 'event with two brokers',
    explanation: 'Every event is carried by one broker. A broker that lists nothing holds all events.',
  },
  S314: {
    title: 'memory that does not reach so far',
    explanation:
      'A broker of kind in-process is the memory of the process that publishes. A module in another unit is another ' +
      'process, and hears nothing.',
  },
  S315: {
    title: 'more replicas than there are',
    explanation:
      'A partition has as many replicas as replication says, each on a node of its own, and acks: all cannot ask for ' +
      'more of them than there are: every publish would fail.',
  },
  S316: {
    title: 'idempotent producer that does not wait',
    explanation:
      'An idempotent producer numbers its messages so that the broker drops what it sends again. It has to hear of ' +
      'every message, so it needs acks: all.',
  },
  S317: {
    title: 'times of messages that contradict each other',
    explanation:
      'A message must not be given up before its first attempt is over (delivery-timeout below linger and ' +
      'request-timeout), and a consumer must not be taken for gone between two of its heartbeats.',
  },
  S318: {
    title: 'option that means nothing beside another',
    explanation:
      'Some options belong together: overflow to a longest length, deduplication to FIFO, classes of priority to ' +
      'classic queues. By itself such an option would do nothing.',
  },
  S320: {
    title: 'idempotency that cannot be kept',
    explanation:
      'What is done once is noted as a row with a key. With atomic: true the row and the work are one local ' +
      'transaction: one store of kind sql, and no steps that cannot be in a transaction. Otherwise the row comes ' +
      'first, in a store that refuses a key that it has already.',
  },
  S321: {
    title: 'idempotency by something that is not there',
    explanation:
      'An operation that is called can tell repetitions by the call or by an input, a handler by the message or by ' +
      'an input.',
  },
  S322: {
    title: 'outbox without a table',
    explanation:
      'An outbox is a table that is written in the transaction of the data and queried by its relay, so it needs a ' +
      'store of kind sql.',
  },
  L410: {
    title: 'event that nobody handles',
    explanation: 'A step publishes an event, and no module handles it. That costs time and money and does nothing.',
  },
  L411: {
    title: 'handler of an event that nobody publishes',
    explanation: 'A module handles an event that no step publishes. Perhaps one of the two names is misspelt.',
  },
  L412: {
    title: 'messages that a broker may lose',
    explanation:
      'A publisher that does not wait for all that must have a message does not learn when it is lost, and a message ' +
      'that one node keeps is lost, or out of reach, with that node.',
  },
  L413: {
    title: 'messages that a consumer may lose',
    explanation:
      'A message that counts as handled before its handler has run is lost when the instance crashes in between, or ' +
      'when the handler fails: at most once.',
  },
  L414: {
    title: 'backlog that grows for ever',
    explanation:
      'More messages come than the consumers of an event can handle, even if nothing else keeps them busy: the rate ' +
      'of messages, times how long a handler takes, is more than the number of messages handled at once.',
  },
  L415: {
    title: 'consumers without a partition',
    explanation:
      'In a consumer group every partition belongs to one consumer, so with fewer partitions than instances some ' +
      'instances get no messages at all.',
  },
  L416: {
    title: 'message that comes again while it is handled',
    explanation:
      'A broker delivers a message again when it has not been heard of for so long, and handlers take longer: they ' +
      'do the same work again and again, at the same time.',
  },
  L417: {
    title: 'prefetch without a bound',
    explanation:
      'A consumer without a prefetch is sent every message there is: one instance may get them all while others have ' +
      'nothing to do, and a crash brings all of them back.',
  },
  L418: {
    title: 'message and data that do not belong together',
    explanation:
      'A message that is published inside a local transaction goes out even if the transaction is rolled back, and ' +
      'one published after it is lost if the process crashes in between. An outbox makes the two one.',
  },
  L419: {
    title: 'message that never goes away',
    explanation:
      'A handler fails for some messages, and what has failed comes back without a limit: such a message is handled ' +
      'for ever, and takes the place of others.',
  },
  L422: {
    title: 'receive that waits longer than its caller',
    explanation:
      'Amazon SQS does not notice that the caller of a long poll has stopped waiting. The next messages go to that ' +
      'receive, which nobody reads, and are hidden until their visibility timeout is over; with few messages, the ' +
      'same happens to them again and again.',
  },
  L425: {
    title: 'message that counts twice',
    explanation:
      'A message that is acknowledged after its handler comes at least once: when the acknowledgement is lost or the ' +
      'consumer dies before it, the message comes again, and a handler that adds to a value has added twice.',
  },
  L426: {
    title: 'no replica to spare',
    explanation:
      'A publish with acks: all needs as many replicas in sync as min-in-sync says. If that is all of them, the loss ' +
      'of any one of them stops every publish.',
  },
  L430: {
    title: 'message without the key that it goes by',
    explanation:
      'Compaction keeps the last message of every key, and a FIFO queue the order of every key. A message without a ' +
      'key has nothing of either.',
  },
  L431: {
    title: 'messages of transactions that were given up',
    explanation:
      'A producer that publishes in transactions writes its messages to the log at once and says later whether they ' +
      'count. A consumer that does not ask for committed ones only gets the others as well.',
  },
}
