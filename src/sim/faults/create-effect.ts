import type { FaultEffect, InstanceTargets } from '../fault-plan.ts'
import { Stream } from '../kernel/stream.ts'
import { streamKey } from '../kernel/stream-key.ts'
import type { Instance } from '../services/instance.ts'
import type { Lift } from '../services/levers.ts'
import { BridgeEffect } from './bridge-effect.ts'
import type { Effect } from './effect.ts'
import { EffectGroup } from './effect-group.ts'
import type { EffectOwner, EffectParts } from './effect-parts.ts'
import { LeverEffect } from './lever-effect.ts'
import { NetworkEffect } from './network-effect.ts'
import { Picker } from './picker.ts'

/** Connects what a fault does with what it does it to. */
export function createEffect(plan: FaultEffect, parts: EffectParts, owner: EffectOwner): Effect {
  if (plan.kind === 'together') {
    const effects = plan.effects.map((each, i) => createEffect(each, parts, { ...owner, path: `${owner.path}/${i}` }))
    return new EffectGroup(effects)
  }
  if (plan.kind === 'bridge') return new BridgeEffect(plan, parts, owner)
  if ('path' in plan) return new NetworkEffect(plan, parts, owner)
  if ('workload' in plan) return loadEffect(plan, parts, owner)
  if ('pool' in plan) return poolEffect(plan, parts, owner)
  const picker = new Picker(parts, owner.path)
  const pull = puller(plan, parts, owner)
  return new LeverEffect(() => {
    const instances = picker.targets(plan.on)
    const caches = plan.kind === 'cache-flush' ? plan.caches.map((cache) => parts.plan.caches[cache]?.name ?? '?') : []
    return { targets: [...caches, ...instances.map(({ name }) => name)], lift: pull(instances) }
  })
}

type InstanceEffectPlan = Extract<FaultEffect, { readonly on: InstanceTargets }>

function puller(
  plan: InstanceEffectPlan,
  { levers, seed }: EffectParts,
  { mark, path }: EffectOwner,
): (instances: readonly Instance[]) => Lift | null {
  let stream: Stream | undefined
  const noise = (): Stream => (stream ??= new Stream(streamKey(seed, `${path}/noise`)))
  switch (plan.kind) {
    case 'crash':
      return (instances) => levers.crash(instances, plan, mark)
    case 'drain':
      return (instances) => levers.drain(instances, plan, mark)
    case 'pause':
      return (instances) => levers.pause(instances, mark)
    case 'slow':
      return (instances) => levers.slow(instances, plan, mark)
    case 'cpu-quota':
      return (instances) => levers.cpuQuota(instances, plan, mark)
    case 'memory':
      return (instances) => levers.memory(instances, plan, mark)
    case 'threads':
      return (instances) => levers.threads(instances, plan, mark)
    case 'descriptors':
      return (instances) => levers.descriptors(instances, plan, mark)
    case 'clock':
      return (instances) => levers.clock(instances, plan, mark)
    case 'errors':
      return (instances) => levers.errors(instances, plan, noise(), mark)
    case 'lost-reply':
      return (instances) => levers.lostReply(instances, plan, noise(), mark)
    case 'throttle':
      return (instances) => levers.throttle(instances, plan, mark)
    case 'cache-flush':
      return (instances) => {
        levers.cacheFlush(instances, plan.caches, mark)
        return null
      }
  }
}

function loadEffect(
  plan: Extract<FaultEffect, { readonly workload: number }>,
  { load, keys, seed, plan: { workloads } }: EffectParts,
  { mark, path }: EffectOwner,
): Effect {
  const targets = [workloads[plan.workload]?.name ?? '?']
  const pull = (): Lift => {
    switch (plan.kind) {
      case 'surge':
        return load.surge(plan.workload, plan.factor, mark)
      case 'hot-key':
        return keys.begin({ ...plan, path, seed }, mark)
      case 'client-retries':
        return load.insist(plan.workload, plan.attempts, plan.wait, mark)
    }
  }
  return new LeverEffect(() => ({ targets, lift: pull() }))
}

function poolEffect(
  plan: Extract<FaultEffect, { readonly pool: number }>,
  { levers, seed, plan: { pools } }: EffectParts,
  { mark, path }: EffectOwner,
): Effect {
  const targets = [pools[plan.pool]?.name ?? '?']
  let stream: Stream | undefined
  return new LeverEffect(() => {
    if (plan.kind === 'pool-exhausted') return { targets, lift: levers.poolExhausted(plan.pool, plan.take, mark) }
    stream ??= new Stream(streamKey(seed, `${path}/noise`))
    return { targets, lift: levers.poolLeak(plan.pool, plan.share, stream, mark) }
  })
}
