import { printBandwidth } from '../../scenarios/literals/bandwidth.ts'
import { printDuration } from '../../scenarios/literals/duration.ts'
import { printRate } from '../../scenarios/literals/rate.ts'
import { printShare } from '../../scenarios/literals/share.ts'
import { printSize } from '../../scenarios/literals/size.ts'
import type { DependencyEffect, FaultEffect, LoadEffect, NetworkEffect, ProcessEffect } from '../../sim/fault-plan.ts'
import type { Plan } from '../../sim/plan.ts'

/** What a fault does: `each message takes 50ms longer`. */
export function effectText(effect: FaultEffect, plan: Plan): string {
  switch (effect.kind) {
    case 'together':
      return [...new Set(effect.effects.map((each) => effectText(each, plan)))].join('; ')
    case 'latency':
    case 'loss':
    case 'duplicate':
    case 'reorder':
    case 'bandwidth':
    case 'partition':
    case 'bridge':
    case 'jam':
    case 'connection':
    case 'discovery':
      return networkText(effect)
    case 'errors':
    case 'lost-reply':
    case 'throttle':
    case 'cache-flush':
    case 'pool-leak':
    case 'pool-exhausted':
      return dependencyText(effect, plan)
    case 'surge':
    case 'hot-key':
    case 'client-retries':
      return loadText(effect)
    default:
      return processText(effect)
  }
}

function networkText(effect: NetworkEffect): string {
  switch (effect.kind) {
    case 'latency':
      return `each message takes ${effect.add.text} longer`
    case 'loss': {
      const bursts = effect.burst > 1 ? `, in bursts of ${effect.burst} on average` : ''
      return `${printShare(effect.share)} of the messages are lost${bursts}`
    }
    case 'duplicate':
      return `${printShare(effect.share)} of the messages come twice, ${effect.delay.text} apart`
    case 'reorder':
      return `${printShare(effect.share)} of the messages are held back for ${effect.hold.text}`
    case 'bandwidth':
      return `${printBandwidth(effect.rate)} for each sender`
    case 'partition':
    case 'bridge':
      return 'no message passes'
    case 'jam':
      return 'messages wait, and all come when it ends'
    case 'connection': {
      const what = { refuse: 'are refused', hang: 'are never answered', reset: 'are cut off' }[effect.mode]
      return `${printShare(effect.share)} of the requests ${what}`
    }
    case 'discovery':
      return effect.mode === 'fail' ? 'cannot be found: calls fail' : 'cannot be found: calls hang'
  }
}

function processText(effect: ProcessEffect): string {
  switch (effect.kind) {
    case 'crash': {
      const host = effect.host === 'down' ? 'crashes, silently' : 'crashes, its host refuses'
      const { factor, lasts } = effect.cold
      const cold = lasts > 0 ? `, then ${factor} times slower for ${printDuration(lasts)}` : ''
      return `${host}${restartText(effect.restart)}${cold}`
    }
    case 'drain':
      return `ends within ${printDuration(effect.grace)}${restartText(effect.restart)}`
    case 'pause':
      return 'stands still'
    case 'slow': {
      const what = { cpu: 'computing', io: 'waiting', all: 'work' }[effect.resource]
      const checks = effect.healthChecks ? ', health checks, too' : ''
      return `${what} takes ${effect.factor} times as long${checks}`
    }
    case 'cpu-quota':
      return `${printDuration(effect.quota)} of cpu in each ${printDuration(effect.period)}`
    case 'memory': {
      const grows = [
        ...(effect.growth > 0 ? [printBandwidth(effect.growth)] : []),
        ...(effect.perRequest > 0 ? [`${printSize(effect.perRequest)} a request`] : []),
      ]
      const slow =
        effect.slowdown > 1 ? `, up to ${effect.slowdown} times slower above ${printShare(effect.slowFrom)}` : ''
      const killed = `killed at ${printSize(effect.limit)}${restartText(effect.restart)}`
      return `memory grows by ${grows.join(' and ')}${slow}, ${killed}`
    }
    case 'threads':
      return `${printShare(effect.take)} of the worker slots are taken`
    case 'descriptors':
      return `refuses more than ${effect.limit} requests at once`
    case 'clock': {
      const step = `${effect.step < 0 ? '-' : '+'}${printDuration(Math.abs(effect.step))}`
      const drift = `${effect.drift < 0 ? '-' : '+'}${printShare(Math.abs(effect.drift))}`
      const parts = [
        ...(effect.step === 0 ? [] : [`jumps by ${step}`]),
        ...(effect.drift === 0 ? [] : [`drifts by ${drift}`]),
      ]
      return `the clock ${parts.join(' and ')}`
    }
  }
}

function restartText(restart: number): string {
  return restart > 0 ? `, starts for ${printDuration(restart)}` : ''
}

function dependencyText(effect: DependencyEffect, plan: Plan): string {
  switch (effect.kind) {
    case 'errors': {
      const first = effect.first > 0 ? `, the first ${effect.first} only` : ''
      const when = effect.when === 'before' ? 'before it does anything' : 'after all of its work'
      return `${printShare(effect.share)} end as "${plan.outcomes[effect.outcome]}" ${when}${first}`
    }
    case 'lost-reply':
      return `${printShare(effect.share)} of the answers are lost after the work`
    case 'throttle': {
      const wait = effect.retryAfter > 0 ? `, retry after ${printDuration(effect.retryAfter)}` : ''
      return `throttled above ${printRate(effect.perSecond)}, bursts of ${effect.burst}${wait}`
    }
    case 'cache-flush':
      return 'emptied'
    case 'pool-leak':
      return `${printShare(effect.share)} of the connections do not come back`
    case 'pool-exhausted':
      return `${effect.take} ${effect.take === 1 ? 'connection is' : 'connections are'} taken`
  }
}

function loadText(effect: Exclude<LoadEffect, { kind: 'together' }>): string {
  switch (effect.kind) {
    case 'surge':
      return `${effect.factor} times as many requests`
    case 'hot-key': {
      const keys = effect.keys === 1 ? 'one key' : `${effect.keys} keys`
      return `${printShare(effect.share)} of the requests touch ${keys}`
    }
    case 'client-retries': {
      const wait = effect.wait > 0 ? `${printDuration(effect.wait)} after a failure` : 'at once after a failure'
      return `clients ask up to ${effect.attempts} times, ${wait}`
    }
  }
}
