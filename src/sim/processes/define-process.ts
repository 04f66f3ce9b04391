import type { Distribution } from '../kernel/distribution.ts'
import { constant } from '../kernel/distributions/constant.ts'
import type {
  ProcessBehaviour,
  ProcessContext,
  ProcessInvariant,
  ProcessMessage,
  ProcessObserver,
  ProcessRequest,
  ProcessSelf,
  StorageRules,
} from '../process-plan.ts'

/** What messages are called in results. */
const RESERVED: readonly string[] = ['message', 'messages']

/** A process as one writes it: `State` is a plain map, `Message` the union of its messages. */
export interface ProcessDefinition<State extends object, Message extends ProcessMessage = never> {
  /** What it is called in messages and reports. */
  readonly name: string
  /** The state of a node that has never run: plain data, of maps, lists, texts and numbers. */
  readonly init: (self: ProcessSelf) => State
  /** Runs when a node starts, and again after each crash, when it has found its stable state again. */
  readonly start?: (state: State, context: ProcessContext<Message>) => void
  /** Handlers of messages from other nodes, by type. */
  readonly on?: {
    readonly [Type in Message['type']]: (
      state: State,
      message: Extract<Message, { readonly type: Type }>,
      context: ProcessContext<Message>,
    ) => void
  }
  /** Handlers of timers, by name; `about` is the number that the timer was set with, or 0. */
  readonly timers?: Readonly<Record<string, (state: State, about: number, context: ProcessContext<Message>) => void>>
  /** What an app can ask of a node, by operation: `call: <process>.<operation>`. */
  readonly requests?: Readonly<
    Record<string, (state: State, request: ProcessRequest, context: ProcessContext<Message>) => void>
  >
  /** Reasons with which requests are refused. Default: none. */
  readonly failures?: readonly string[]
  readonly counters?: readonly string[]
  readonly durations?: readonly string[]
  readonly levels?: readonly string[]
  /** What outlives a crash. Default: nothing. */
  readonly storage?: Omit<StorageRules, 'write'> & {
    /** How long one write takes: ns, or a law. */
    readonly write: number | Distribution
  }
  /** What must hold of all nodes together; judged after each step of a node. */
  readonly invariants?: readonly ProcessInvariant<State>[]
  readonly observers?: readonly ProcessObserver<State>[]
  /**
   * Whether a node in this state leads, for faults that pick the leader: its term, or another number that is higher for
   * a later leader; -1 for no. Default: no node ever leads.
   */
  readonly leads?: (state: State) => number
}

/**
 * Makes a process of handlers. Each is an immer recipe: it changes the state that it gets as if that were its own, and
 * what it was before stays as it was.
 *
 * ```ts
 * const counter = defineProcess<{ sum: number }, { type: 'add'; by: number }>({
 *   name: 'counter',
 *   init: () => ({ sum: 0 }),
 *   on: { add: (state, { by }) => void (state.sum += by) },
 *   requests: {
 *     add: (state, { id }, context) => {
 *       state.sum += 1
 *       context.broadcast({ type: 'add', by: 1 })
 *       context.reply(id)
 *     },
 *   },
 * })
 * ```
 */
export function defineProcess<State extends object, Message extends ProcessMessage = never>(
  definition: ProcessDefinition<State, Message>,
): ProcessBehaviour {
  const { on, timers = {}, requests = {}, storage, leads } = definition
  for (const name of RESERVED) {
    if (Object.hasOwn(requests, name)) throw new RangeError(`a request of a process cannot be called "${name}"`)
  }
  const handlers: Readonly<Record<string, (state: State, message: never, context: ProcessContext<Message>) => void>> =
    on ?? {}
  return {
    name: definition.name,
    definition,
    operations: Object.keys(requests),
    failures: definition.failures ?? [],
    counters: definition.counters ?? [],
    durations: definition.durations ?? [],
    levels: definition.levels ?? [],
    storage: storage === undefined ? null : { ...storage, write: lawOf(storage.write) },
    // Judges and observers get the states of these very nodes and no others.
    invariants: (definition.invariants ?? []) as readonly ProcessInvariant[],
    observers: (definition.observers ?? []) as readonly ProcessObserver[],
    leads: leads === undefined ? null : (state) => leads(state as State),
    init: definition.init,
    start: (state, context) => definition.start?.(state as State, context),
    message: (state, message, context) =>
      handlerOf(handlers, message.type, 'message')(state as State, message as never, context),
    timer: (state, name, about, context) => handlerOf(timers, name, 'timer')(state as State, about, context),
    request: (state, request, context) =>
      handlerOf(requests, request.operation, 'request')(state as State, request, context),
  }
}

function lawOf(write: number | Distribution): Distribution {
  return typeof write === 'number' ? constant(write) : write
}

function handlerOf<Handler>(handlers: Readonly<Record<string, Handler>>, name: string, what: string): Handler {
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
  if (handler === undefined) throw new RangeError(`nothing handles the ${what} "${name}"`)
  return handler
}
