import { current } from 'immer'
import type { Distribution } from '../../kernel/distribution.ts'
import { constant } from '../../kernel/distributions/constant.ts'
import { uniform } from '../../kernel/distributions/uniform.ts'
import type { ProcessBehaviour, ProcessContext, ProcessRequest, StorageRules } from '../../process-plan.ts'
import { defineProcess } from '../define-process.ts'
import { raftInvariants } from './raft-invariants.ts'
import { type RaftEntry, type RaftMessage, type RaftState, termAt } from './raft-state.ts'

/** Mistakes that people have made, for tests of the invariants. */
export type RaftBug = 'vote-not-persisted' | 'log-not-persisted' | 'commits-older-terms' | 'votes-for-stale-logs'

/** Times in ns. */
export interface RaftOptions {
  /** How long a follower waits for its leader before it stands for election. Default: 150 to 300 ms, evenly. */
  readonly electionTimeout?: Distribution
  /** How often a leader lets its followers know of it. Default 50 ms. */
  readonly heartbeat?: number
  /** Time of a write to stable storage. Default 0. */
  readonly write?: Distribution
  /** When stable storage is written. Default `each`, without which Raft is not safe. */
  readonly sync?: StorageRules['sync']
  /** Whether a new leader begins with an entry of no operation, which lets it commit older ones. Default true. */
  readonly noOperation?: boolean
  /** Entries of one message at most; at least 1. Default 100. */
  readonly batch?: number
  readonly bug?: RaftBug
}

type Context = ProcessContext<RaftMessage>

const MS = 1e6
/** Entries from which on a copy of the log pays. */
const MANY = 8

/**
 * Raft: election, replication and persistence of a log, and a register of each key on it. Membership does not change,
 * and the log is never compacted. Reads go through the log.
 *
 * D. Ongaro and J. Ousterhout, "In search of an understandable consensus algorithm", USENIX ATC 2014, figure 2.
 */
export function raft(options: RaftOptions = {}): ProcessBehaviour {
  const rules = {
    electionTimeout: uniform(150 * MS, 300 * MS),
    heartbeat: 50 * MS,
    noOperation: true,
    batch: 100,
    ...options,
  }
  const lost = rules.bug === 'vote-not-persisted' ? 'votedFor' : rules.bug === 'log-not-persisted' ? 'log' : ''
  const node = new RaftNode(rules)
  const propose = (state: RaftState, request: ProcessRequest, context: Context): void =>
    node.request(state, request, context)
  return defineProcess<RaftState, RaftMessage>({
    name: 'raft',
    init: () => ({
      term: 0,
      votedFor: null,
      log: [],
      role: 'follower',
      leader: null,
      commit: 0,
      applied: 0,
      votes: [],
      next: [],
      match: [],
      data: {},
      ledTerm: 0,
      heard: 0,
    }),
    storage: {
      stable: ['term', 'votedFor', 'log'].filter((key) => key !== lost),
      sync: rules.sync ?? 'each',
      write: rules.write ?? constant(0),
    },
    start: (state, context) => {
      context.count('starts')
      state.ledTerm = state.term
      state.heard = context.now
      node.waitForLeader(context)
    },
    on: {
      'request-vote': (state, message, context) => node.askedForVote(state, message, context),
      vote: (state, message, context) => node.voted(state, message, context),
      append: (state, message, context) => node.append(state, message, context),
      appended: (state, message, context) => node.appended(state, message, context),
      propose: (state, { entry }, context) => {
        if (state.role === 'leader') node.propose(state, entry, context)
      },
      applied: (_, { request, value }, context) => context.reply(request, value),
    },
    timers: {
      election: (state, _, context) => node.stand(state, context),
      heartbeat: (state, _, context) => {
        if (state.role !== 'leader') return
        node.beat(state, context)
        context.setTimer('heartbeat', rules.heartbeat)
      },
    },
    requests: { put: propose, get: propose },
    failures: ['no-leader'],
    counters: ['starts', 'candidacies', 'elections', 'elections-at-once'],
    durations: ['leaderless'],
    invariants: raftInvariants,
    leads: ({ role, term }) => (role === 'leader' ? term : -1),
  })
}

type Rules = Required<Pick<RaftOptions, 'electionTimeout' | 'heartbeat' | 'noOperation' | 'batch'>> & RaftOptions

/** What a node does. The state is a draft that it changes. */
class RaftNode {
  readonly #rules: Rules

  constructor(rules: Rules) {
    this.#rules = rules
  }

  waitForLeader(context: Context): void {
    context.setTimer('election', context.sample(this.#rules.electionTimeout))
  }

  /** Nothing has been heard of a leader for too long. */
  stand(state: RaftState, context: Context): void {
    if (state.role === 'leader') return
    context.count('candidacies')
    state.term += 1
    state.role = 'candidate'
    state.leader = null
    state.votedFor = context.id
    state.votes = [context.id]
    this.waitForLeader(context)
    const lastIndex = state.log.length
    const lastTerm = termAt(state.log, lastIndex)
    context.broadcast({ type: 'request-vote', term: state.term, lastIndex, lastTerm })
    this.#count(state, context)
  }

  askedForVote(state: RaftState, message: RaftMessage & { type: 'request-vote' }, context: Context): void {
    this.#notice(state, message.term, context)
    const lastIndex = state.log.length
    const lastTerm = termAt(state.log, lastIndex)
    const upToDate = message.lastTerm > lastTerm || (message.lastTerm === lastTerm && message.lastIndex >= lastIndex)
    const free = state.votedFor === null || state.votedFor === context.from
    const granted = message.term === state.term && free && (upToDate || this.#rules.bug === 'votes-for-stale-logs')
    if (granted) {
      state.votedFor = context.from
      this.waitForLeader(context)
    }
    context.send(context.from, { type: 'vote', term: state.term, granted })
  }

  voted(state: RaftState, { term, granted }: RaftMessage & { type: 'vote' }, context: Context): void {
    this.#notice(state, term, context)
    if (state.role !== 'candidate' || term !== state.term || !granted) return
    if (!state.votes.includes(context.from)) state.votes.push(context.from)
    this.#count(state, context)
  }

  append(state: RaftState, message: RaftMessage & { type: 'append' }, context: Context): void {
    this.#notice(state, message.term, context)
    if (message.term < state.term) {
      context.send(context.from, { type: 'appended', term: state.term, success: false, index: 0 })
      return
    }
    state.role = 'follower'
    state.leader = context.from
    state.heard = context.now
    state.ledTerm = state.term
    this.waitForLeader(context)
    const { previousIndex, previousTerm, entries } = message
    if (termAt(state.log, previousIndex) !== previousTerm) {
      const index = Math.min(state.log.length, previousIndex - 1)
      context.send(context.from, { type: 'appended', term: state.term, success: false, index })
      return
    }
    entries.forEach((entry, i) => {
      const index = previousIndex + 1 + i
      if (termAt(state.log, index) === entry.term) return
      if (state.log.length >= index) state.log.splice(index - 1)
      state.log.push(entry)
    })
    const index = previousIndex + entries.length
    if (message.commit > state.commit) state.commit = Math.max(state.commit, Math.min(message.commit, index))
    this.#apply(state, context)
    context.send(context.from, { type: 'appended', term: state.term, success: true, index })
  }

  appended(state: RaftState, message: RaftMessage & { type: 'appended' }, context: Context): void {
    this.#notice(state, message.term, context)
    if (state.role !== 'leader' || message.term !== state.term) return
    const { from } = context
    const match = state.match[from] ?? 0
    if (!message.success) {
      // An older message has been overtaken by the answer to a later one.
      if (message.index < match) return
      state.next[from] = Math.max(match + 1, Math.min(state.next[from] ?? 1, message.index + 1))
      this.#sendTo(from, state, context)
      return
    }
    state.match[from] = Math.max(match, message.index)
    state.next[from] = Math.max(state.next[from] ?? 1, message.index + 1)
    this.#advance(state, context)
    if ((state.next[from] ?? 1) <= state.log.length) this.#sendTo(from, state, context)
  }

  request(state: RaftState, { id, operation, key }: ProcessRequest, context: Context): void {
    const entry = { operation: operation === 'put' ? 'put' : 'get', key, request: id, node: context.id } as const
    if (state.role === 'leader') this.propose(state, entry, context)
    else if (state.leader !== null) context.send(state.leader, { type: 'propose', entry })
    else context.refuse(id, 'no-leader')
  }

  propose(state: RaftState, entry: Omit<RaftEntry, 'term'>, context: Context): void {
    state.log.push({ ...entry, term: state.term })
    state.match[context.id] = state.log.length
    this.replicate(state, context)
    this.#advance(state, context)
  }

  /** Lets all followers know that there is a leader, also while its disk is busy. */
  beat(state: RaftState, context: Context): void {
    if (context.writing) this.#beatAtOnce(state, context)
    else this.replicate(state, context)
  }

  /** Tells of nothing but what the follower has already. */
  #beatAtOnce({ term, commit, match, log }: RaftState, context: Context): void {
    for (const peer of context.peers) {
      const previousIndex = match[peer] ?? 0
      const previousTerm = termAt(log, previousIndex)
      context.sendAtOnce(peer, { type: 'append', term, previousIndex, previousTerm, entries: [], commit })
    }
  }

  replicate(state: RaftState, context: Context): void {
    for (const peer of context.peers) this.#sendTo(peer, state, context)
  }

  /** A message of a later term makes everybody a follower in it. */
  #notice(state: RaftState, term: number, context: Context): void {
    if (term <= state.term) return
    state.term = term
    state.votedFor = null
    state.leader = null
    if (state.role === 'leader') this.waitForLeader(context)
    state.role = 'follower'
  }

  #count(state: RaftState, context: Context): void {
    if (2 * state.votes.length <= context.nodes) return
    context.count('elections')
    if (state.term === state.ledTerm + 1) context.count('elections-at-once')
    // A clock may have been set back meanwhile.
    context.measure('leaderless', Math.max(0, context.now - state.heard))
    state.role = 'leader'
    state.ledTerm = state.term
    state.leader = context.id
    context.cancelTimer('election')
    const next = state.log.length + 1
    state.next = Array.from({ length: context.nodes }, () => next)
    state.match = Array.from({ length: context.nodes }, () => 0)
    // An empty message goes first, as in figure 2: an entry has to be written down before it is sent.
    if (this.#rules.write !== undefined) this.#beatAtOnce(state, context)
    if (this.#rules.noOperation) {
      state.log.push({ term: state.term, operation: 'none', key: 0, request: 0, node: context.id })
    }
    state.match[context.id] = state.log.length
    this.replicate(state, context)
    context.setTimer('heartbeat', this.#rules.heartbeat)
    this.#advance(state, context)
  }

  #sendTo(peer: number, state: RaftState, context: Context): void {
    const first = state.next[peer] ?? 1
    const previousIndex = first - 1
    const entries = state.log.slice(previousIndex, previousIndex + this.#rules.batch)
    // What is under way is not sent again, until the follower says that it has not come.
    state.next[peer] = first + entries.length
    const previousTerm = termAt(state.log, previousIndex)
    const { term, commit } = state
    context.send(peer, { type: 'append', term, previousIndex, previousTerm, entries, commit })
  }

  /** Commits what a majority has, of this term; older entries come with it, never by themselves (section 5.4.2). */
  #advance(state: RaftState, context: Context): void {
    const sorted = [...state.match].sort((a, b) => b - a)
    const index = sorted[Math.floor(context.nodes / 2)] ?? 0
    const current = termAt(state.log, index) === state.term || this.#rules.bug === 'commits-older-terms'
    if (index > state.commit && current) state.commit = index
    this.#apply(state, context)
  }

  #apply(state: RaftState, context: Context): void {
    if (state.applied === state.commit) return
    // A node that has started again applies everything anew: a plain copy is read faster than the draft.
    const log = state.commit - state.applied > MANY ? current(state.log) : state.log
    while (state.applied < state.commit) {
      const entry = log[state.applied] as RaftEntry
      state.applied += 1
      if (entry.operation === 'none') continue
      if (entry.operation === 'put') state.data[entry.key] = entry.request
      const value = state.data[entry.key] ?? 0
      if (entry.node === context.id) context.reply(entry.request, value)
      else if (state.role === 'leader') {
        context.send(entry.node, { type: 'applied', request: entry.request, value })
      }
    }
  }
}
