import type { Distribution } from '../../kernel/distribution.ts'
import { constant } from '../../kernel/distributions/constant.ts'
import type { ProcessBehaviour, ProcessContext, ProcessRequest } from '../../process-plan.ts'
import { defineProcess } from '../define-process.ts'
import { primaryBackupInvariants } from './primary-backup-invariants.ts'
import type { PrimaryBackupMessage, PrimaryBackupState, Version, View } from './primary-backup-state.ts'

/** Mistakes that people have made, for tests of the invariants. */
export type PrimaryBackupBug = 'acknowledges-early' | 'promotes-too-early' | 'serves-without-asking'

/** Times in ns. */
export interface PrimaryBackupOptions {
  /** How often replicas let the monitor know of them. Default 50 ms. */
  readonly heartbeat?: number
  /** Without a word for so long a replica counts as dead. Default 200 ms. */
  readonly detect?: number
  /** Time that the monitor takes to write a view to stable storage. Default 0. */
  readonly write?: Distribution
  readonly bug?: PrimaryBackupBug
}

type Context = ProcessContext<PrimaryBackupMessage>
type State = PrimaryBackupState

const MONITOR = 0
const NOBODY = -1
const NONE: Version = { value: 0, count: 0 }
const BEFORE: View = { number: 0, primary: NOBODY, backup: NOBODY, primaryLife: 0, backupLife: 0 }

/**
 * A primary that does everything first at its backup, and a monitor (node 0, which keeps no data) that says who they
 * are; the other nodes stand by. Data are in memory. The monitor names a new primary only from the view before, and
 * only when its backup had everything: so nothing that was acknowledged is lost, and where both are gone nobody serves.
 *
 * B. Oki and B. Liskov, "Viewstamped replication", PODC 1988, without its elections: as in the view service of the
 * course 6.824 of MIT. At least three nodes.
 */
export function primaryBackup(options: PrimaryBackupOptions = {}): ProcessBehaviour {
  const pair = new Pair({ heartbeat: 50e6, detect: 200e6, ...options })
  const ask = (state: State, request: ProcessRequest, context: Context): void => pair.ask(state, request, context)
  return defineProcess<State, PrimaryBackupMessage>({
    name: 'primary-backup',
    init: ({ nodes }) => ({
      life: 0,
      view: BEFORE,
      data: {},
      whole: false,
      ready: false,
      open: {},
      counter: 0,
      heard: Array.from({ length: nodes }, () => NOBODY),
      lives: Array.from({ length: nodes }, () => 0),
      confirmed: true,
    }),
    // Of the monitor; replicas only know how often they have started: data are as safe as two memories are.
    storage: { stable: ['life', 'view', 'lives', 'confirmed'], sync: 'each', write: options.write ?? constant(0) },
    start: (state, context) => pair.start(state, context),
    on: {
      alive: (state, message, context) => pair.alive(state, message, context),
      view: (state, { view }, context) => pair.learn(state, view, context),
      copy: (state, { view, data }, context) => {
        if (view !== state.view.number || state.view.backup !== context.id) return
        if (!state.whole) state.data = { ...data }
        state.whole = true
        context.send(context.from, { type: 'copied', view })
      },
      copied: (state, { view }, context) => {
        if (view === state.view.number && state.view.primary === context.id && state.whole) state.ready = true
      },
      ask: (state, { request, operation, key }, context) => {
        pair.serve(state, { id: request, operation, key }, context.from, context)
      },
      answer: (_, { request, version }, context) => {
        if (version === null) context.refuse(request, 'no-primary')
        else context.reply(request, version)
      },
      update: (state, message, context) => pair.update(state, message, context),
      updated: (state, { view, number }, context) => {
        if (view === state.view.number) pair.close(state, number, context)
      },
    },
    timers: {
      heartbeat: (state, _, context) => pair.beat(state, context),
    },
    requests: { put: ask, get: ask },
    failures: ['no-primary'],
    counters: ['views'],
    invariants: primaryBackupInvariants,
    leads: ({ view, ready, whole }) => (ready && whole ? view.number : -1),
  })
}

type Rules = Required<Pick<PrimaryBackupOptions, 'heartbeat' | 'detect'>> & PrimaryBackupOptions

/** What the nodes do. The state is a draft that they change. */
class Pair {
  readonly #rules: Rules

  constructor(rules: Rules) {
    this.#rules = rules
  }

  start(state: State, context: Context): void {
    state.life += 1
    // The memory of a replica is empty: whatever it was, it is nobody now, until it is told otherwise.
    if (context.id !== MONITOR) state.view = BEFORE
    // The monitor does not know how long it was away, and gives everybody time to say a word.
    state.heard = state.heard.map(() => context.now)
    context.setTimer('heartbeat', context.id === MONITOR ? this.#rules.heartbeat : 0)
  }

  beat(state: State, context: Context): void {
    if (context.id === MONITOR) this.#look(state, context)
    else {
      const confirms = state.view.primary === context.id && state.ready ? state.view.number : 0
      context.send(MONITOR, { type: 'alive', life: state.life, confirms })
      this.#tellBackup(state, context)
    }
    context.setTimer('heartbeat', this.#rules.heartbeat)
  }

  /** The monitor hears of a replica. */
  alive(state: State, { life, confirms }: PrimaryBackupMessage & { type: 'alive' }, context: Context): void {
    const { from } = context
    if (life < (state.lives[from] ?? 0)) return
    if (from === state.view.primary && confirms === state.view.number) state.confirmed = true
    state.heard[from] = context.now
    if (state.lives[from] !== life) state.lives[from] = life
    context.send(from, { type: 'view', view: state.view })
  }

  /** A node is told of a view. */
  learn(state: State, view: View, context: Context): void {
    if (view.number <= state.view.number) return
    const primary = view.primary === context.id && view.primaryLife === state.life
    const backup = view.backup === context.id && view.backupLife === state.life
    if (!primary && !backup) {
      state.data = {}
      state.whole = false
    } else if (backup) state.whole = false
    else if (view.number === 1 || this.#rules.bug === 'promotes-too-early') state.whole = true
    state.view = primary || backup ? view : { ...view, primary: view.primary === context.id ? NOBODY : view.primary }
    state.ready = primary && state.whole && view.backup === NOBODY
    // What was not confirmed in the view before stays without an answer.
    state.open = {}
    this.#tellBackup(state, context)
  }

  ask(state: State, request: ProcessRequest, context: Context): void {
    const { primary } = state.view
    if (primary === context.id) this.serve(state, request, context.id, context)
    else if (primary === NOBODY) context.refuse(request.id, 'no-primary')
    else context.send(primary, { type: 'ask', request: request.id, operation: request.operation, key: request.key })
  }

  /** The primary does something, which counts when the backup has it, too. */
  serve(state: State, { id, operation, key }: ProcessRequest, node: number, context: Context): void {
    const { view } = state
    if (view.primary !== context.id || !state.ready) {
      this.#answer(node, id, null, context)
      return
    }
    const known = state.data[key] ?? NONE
    const version = operation === 'put' ? { value: id, count: known.count + 1 } : known
    if (operation === 'put') state.data[key] = version
    const { bug } = this.#rules
    const early = bug === 'acknowledges-early' || (bug === 'serves-without-asking' && operation === 'get')
    const number = ++state.counter
    if (early || view.backup === NOBODY) this.#answer(node, id, version, context)
    else state.open[number] = { request: id, node, key, version }
    if (view.backup !== NOBODY) context.send(view.backup, { type: 'update', view: view.number, number, key, version })
  }

  /** The backup does what the primary has done, unless it knows that there is another. */
  update(state: State, message: PrimaryBackupMessage & { type: 'update' }, context: Context): void {
    const { view, number, key, version } = message
    if (view !== state.view.number || state.view.backup !== context.id || !state.whole) return
    if (version.count > (state.data[key] ?? NONE).count) state.data[key] = version
    context.send(context.from, { type: 'updated', view, number })
  }

  close(state: State, number: number, context: Context): void {
    const open = state.open[number]
    if (open === undefined) return
    delete state.open[number]
    this.#answer(open.node, open.request, open.version, context)
  }

  #answer(node: number, request: number, version: Version | null, context: Context): void {
    if (node !== context.id) context.send(node, { type: 'answer', request, version })
    else if (version === null) context.refuse(request, 'no-primary')
    else context.reply(request, version)
  }

  /** A primary gives its backup all it has, and again what that has not confirmed: a message may have been lost. */
  #tellBackup(state: State, context: Context): void {
    const { primary, backup, number: view } = state.view
    if (primary !== context.id || backup === NOBODY || !state.whole) return
    if (!state.ready) context.send(backup, { type: 'copy', view, data: state.data })
    for (const [number, { key, version }] of Object.entries(state.open)) {
      context.send(backup, { type: 'update', view, number: Number(number), key, version })
    }
  }

  /** The monitor looks who is there, and makes another view if it may. */
  #look(state: State, context: Context): void {
    if (!state.confirmed && this.#rules.bug !== 'promotes-too-early') return
    const { heard, lives } = state
    const { number, primary, backup, primaryLife, backupLife } = state.view
    const here = (node: number): boolean =>
      node !== NOBODY && context.now - (heard[node] ?? NOBODY) < this.#rules.detect && (lives[node] ?? 0) > 0
    const another = (than: number): number => context.peers.find((node) => node !== than && here(node)) ?? NOBODY
    const primaryIsThere = here(primary) && lives[primary] === primaryLife
    const backupIsThere = here(backup) && lives[backup] === backupLife
    if (number > 0 && primaryIsThere && backupIsThere) return
    // Where there was no view yet, anybody may be the first; after that only who has the data.
    const first = number === 0 ? another(NOBODY) : primaryIsThere ? primary : backupIsThere ? backup : NOBODY
    if (first === NOBODY) return
    const second = number === 0 ? NOBODY : another(first)
    if (first === primary && second === NOBODY && backup === NOBODY) return
    const view = {
      number: number + 1,
      primary: first,
      backup: second,
      primaryLife: lives[first] ?? 0,
      backupLife: second === NOBODY ? 0 : (lives[second] ?? 0),
    }
    state.view = view
    state.confirmed = false
    context.count('views')
    context.broadcast({ type: 'view', view })
  }
}
