import { constant } from '../../kernel/distributions/constant.ts'
import type { ProcessBehaviour, ProcessContext, ProcessRequest } from '../../process-plan.ts'
import { defineProcess } from '../define-process.ts'
import { type Crdt, type CrdtKind, crdts } from './crdts.ts'
import { gossipInvariants, gossipObservers } from './gossip-invariants.ts'
import type { GossipMessage, GossipState } from './gossip-state.ts'

/** Times in ns. */
export interface GossipOptions {
  /** What is kept. Default `g-counter`. */
  readonly kind?: CrdtKind
  /** How often a node tells others what it knows. Default 100 ms. */
  readonly every?: number
  /** How many others, drawn anew each time. Default 1. */
  readonly fanout?: number
  /** Whether all nodes begin their rounds together; else each at a time of its own. Default false. */
  readonly inStep?: boolean
}

type Context = ProcessContext<GossipMessage>

/**
 * Nodes that take changes at any time, without asking the others, and tell some of them now and then everything they
 * know (anti-entropy by push). What they keep is a CRDT, so that in the end all know the same.
 *
 * A. Demers et al., "Epidemic algorithms for replicated database maintenance", PODC 1987; M. Shapiro et al.,
 * "Conflict-free replicated data types", SSS 2011.
 */
export function gossip(options: GossipOptions = {}): ProcessBehaviour {
  const { kind = 'g-counter', every = 100e6, fanout = 1, inStep = false } = options
  const crdt: Crdt = crdts[kind]
  const change =
    (how: 'add' | 'remove') =>
    (state: GossipState, { id, key }: ProcessRequest, context: Context): void => {
      state.data = crdt.change(state.data, how, { key, request: id, node: context.id, now: context.now })
      context.reply(id)
    }
  return defineProcess<GossipState, GossipMessage>({
    name: 'gossip',
    init: () => ({ data: crdt.start, rounds: 0 }),
    // A node that forgot what it has told others would count itself anew.
    storage: { stable: ['data'], sync: 'each', write: constant(0) },
    start: (_, context) => context.setTimer('round', inStep ? every : Math.floor(every * context.random())),
    on: {
      state: (state, { data }) => {
        state.data = crdt.merge(state.data, data)
      },
    },
    timers: {
      round: (state, _, context) => {
        state.rounds += 1
        for (const peer of some(context.peers, fanout, context)) {
          context.send(peer, { type: 'state', data: state.data })
        }
        context.setTimer('round', every)
      },
    },
    requests: {
      add: change('add'),
      ...(crdt.removes ? { remove: change('remove') } : {}),
      read: (state, { id, key }, context) => context.reply(id, crdt.read(state.data, key)),
    },
    durations: ['convergence'],
    levels: ['value-min', 'value-max'],
    invariants: gossipInvariants(crdt),
    observers: gossipObservers(crdt),
  })
}

/** So many different ones of a list, each choice equally likely. */
function some(all: readonly number[], count: number, context: Context): readonly number[] {
  const left = [...all]
  return Array.from({ length: Math.min(count, left.length) }, () => {
    return left.splice(context.randomInteger(left.length), 1)[0] as number
  })
}
