import type { Distribution } from '../../kernel/distribution.ts'
import { constant } from '../../kernel/distributions/constant.ts'
import type { ProcessBehaviour, ProcessContext, ProcessRequest, StorageRules } from '../../process-plan.ts'
import { defineProcess } from '../define-process.ts'
import { registerInvariants } from './register-invariants.ts'
import { isLater, type RegisterMessage, type RegisterState, type Tagged, type Task } from './register-state.ts'

/** Mistakes that people have made, for tests of the invariants. */
export type RegisterBug = 'read-without-write-back' | 'write-without-query' | 'minority'

/** Times in ns. */
export interface RegisterOptions {
  /** How long a coordinator waits before it asks those again that have not answered. Default 100 ms. */
  readonly retry?: number
  /** Time of a write to stable storage. Default 0. */
  readonly write?: Distribution
  /** When stable storage is written. Default `each`, without which a crash can take back what was acknowledged. */
  readonly sync?: StorageRules['sync']
  readonly bug?: RegisterBug
}

type Context = ProcessContext<RegisterMessage>

const START: Tagged = { tag: { number: 0, node: 0 }, value: 0 }

/**
 * A register of each key on a majority of the nodes. Whoever is asked coordinates: first it learns the latest value of
 * a majority, then it stores that (or for a write a later one) at a majority. Linearizable, without leader and clock.
 *
 * H. Attiya, A. Bar-Noy and D. Dolev, "Sharing memory robustly in message-passing systems", J. ACM 42 (1995) no. 1;
 * several writers as in N. Lynch and A. Shvartsman, FTCS 1997.
 */
export function register(options: RegisterOptions = {}): ProcessBehaviour {
  const { retry = 100e6, sync = 'each', write = constant(0), bug } = options
  const coordinator = new Coordinator(retry, bug)
  const ask = (state: RegisterState, request: ProcessRequest, context: Context): void =>
    coordinator.begin(state, request, context)
  return defineProcess<RegisterState, RegisterMessage>({
    name: 'register',
    init: () => ({ cells: {}, tasks: {} }),
    storage: { stable: ['cells'], sync, write },
    on: {
      query: (state, { request, key }, context) => {
        context.send(context.from, { type: 'value', request, best: state.cells[key] ?? START })
      },
      value: (state, { request, best }, context) => {
        const task = state.tasks[request]
        if (task?.phase === 'query' && isLater(best.tag, task.best.tag)) task.best = best
        coordinator.answered(state, request, 'query', context)
      },
      store: (state, { request, key, best }, context) => {
        keep(state, key, best)
        context.send(context.from, { type: 'stored', request })
      },
      stored: (state, { request }, context) => coordinator.answered(state, request, 'store', context),
    },
    timers: {
      retry: (state, request, context) => coordinator.askAgain(state, request, context),
    },
    requests: { read: ask, write: ask },
    invariants: registerInvariants,
  })
}

/** What a node does for those who ask it. The state is a draft that it changes. */
class Coordinator {
  readonly #retry: number
  readonly #bug: RegisterBug | undefined

  constructor(retry: number, bug: RegisterBug | undefined) {
    this.#retry = retry
    this.#bug = bug
  }

  begin(state: RegisterState, { id, key, operation }: ProcessRequest, context: Context): void {
    const kind = operation === 'write' ? 'write' : 'read'
    const best = state.cells[key] ?? START
    state.tasks[id] = { request: id, operation: kind, key, phase: 'query', answered: [context.id], best }
    if (kind === 'write' && this.#bug === 'write-without-query') {
      this.#store(state, id, context)
      return
    }
    context.broadcast({ type: 'query', request: id, key })
    context.setTimer('retry', this.#retry, id)
    this.#goOn(state, id, context)
  }

  /** A node has answered in a phase of a task. */
  answered(state: RegisterState, request: number, phase: Task['phase'], context: Context): void {
    const task = state.tasks[request]
    if (task === undefined || task.phase !== phase || task.answered.includes(context.from)) return
    task.answered.push(context.from)
    this.#goOn(state, request, context)
  }

  askAgain(state: RegisterState, request: number, context: Context): void {
    const task = state.tasks[request]
    if (task === undefined) return
    const { key, phase, best } = task
    for (const peer of context.peers) {
      if (task.answered.includes(peer)) continue
      context.send(peer, phase === 'query' ? { type: 'query', request, key } : { type: 'store', request, key, best })
    }
    context.setTimer('retry', this.#retry, request)
  }

  /** Ends the phase of a task that enough nodes have answered. */
  #goOn(state: RegisterState, request: number, context: Context): void {
    const task = state.tasks[request]
    const quorum = this.#bug === 'minority' ? 1 : Math.floor(context.nodes / 2) + 1
    if (task === undefined || task.answered.length < quorum) return
    const alone = task.operation === 'read' && this.#bug === 'read-without-write-back'
    if (task.phase === 'query' && !alone) {
      this.#store(state, request, context)
      return
    }
    const { best } = task
    delete state.tasks[request]
    context.cancelTimer('retry', request)
    context.reply(request, best)
  }

  #store(state: RegisterState, request: number, context: Context): void {
    const task = state.tasks[request]
    if (task === undefined) return
    task.phase = 'store'
    task.answered = [context.id]
    if (task.operation === 'write') {
      // Another write of this node may have taken a number since the question was asked.
      const last = Math.max(task.best.tag.number, state.cells[task.key]?.tag.number ?? 0)
      task.best = { tag: { number: last + 1, node: context.id }, value: request }
    }
    const { key, best } = task
    keep(state, key, best)
    context.broadcast({ type: 'store', request, key, best })
    context.setTimer('retry', this.#retry, request)
    this.#goOn(state, request, context)
  }
}

function keep(state: RegisterState, key: number, best: Tagged): void {
  const known = state.cells[key]
  if (known === undefined || isLater(best.tag, known.tag)) state.cells[key] = best
}
