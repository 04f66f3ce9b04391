import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import type { ProcessBehaviour, StorageRules } from '../../../src/sim/process-plan.ts'
import { defineProcess, type ProcessDefinition } from '../../../src/sim/processes/define-process.ts'
import { MS } from '../world/plans.ts'

export interface PingState {
  starts: number
  pings: number[]
  pongs: number
  ticks: number[]
  kept: number
  waiting: number[]
}

export type PingMessage = { readonly type: 'ping'; readonly at: number } | { readonly type: 'pong' }

/** Node 0 pings all others every 10 ms, who answer; whatever else is asked of it is in `more`. */
export function ping(
  more: Partial<ProcessDefinition<PingState, PingMessage>> = {},
  storage?: Partial<StorageRules>,
): ProcessBehaviour {
  return defineProcess<PingState, PingMessage>({
    name: 'ping',
    init: () => ({ starts: 0, pings: [], pongs: 0, ticks: [], kept: 0, waiting: [] }),
    start: (state, context) => {
      state.starts += 1
      if (context.id === 0) context.setTimer('tick', 10 * MS)
    },
    on: {
      ping: (state, { at }, context) => {
        state.pings.push(context.now - at)
        context.send(context.from, { type: 'pong' })
      },
      pong: (state) => {
        state.pongs += 1
      },
    },
    timers: {
      tick: (state, _, context) => {
        state.ticks.push(context.now)
        context.broadcast({ type: 'ping', at: context.now })
        context.setTimer('tick', 10 * MS)
      },
    },
    requests: {
      keep: (state, { id }, context) => {
        state.kept += 1
        context.reply(id, state.kept)
      },
      look: (state, { id }, context) => context.reply(id, state.kept),
      wait: (state, { id }) => {
        state.waiting.push(id)
      },
    },
    failures: ['busy'],
    ...(storage === undefined
      ? {}
      : { storage: { stable: ['kept'], sync: 'each', write: constant(5 * MS), ...storage } }),
    ...more,
  })
}
