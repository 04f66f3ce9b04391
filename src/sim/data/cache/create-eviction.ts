import type { CachePlan } from '../../cache-plan.ts'
import { Stream } from '../../kernel/stream.ts'
import { streamKey } from '../../kernel/stream-key.ts'
import type { Eviction } from './eviction.ts'
import { FrequencyEviction } from './frequency-eviction.ts'
import { ListEviction } from './list-eviction.ts'
import { RandomEviction } from './random-eviction.ts'

/** The rule by which a copy of a cache makes room; `path` names the noise of the copy. */
export function createEviction(plan: CachePlan, seed: string, path: string): Eviction {
  switch (plan.evict) {
    case 'lru':
      return new ListEviction(true)
    case 'fifo':
      return new ListEviction(false)
    case 'lfu':
      return new FrequencyEviction()
    case 'random':
      return new RandomEviction(new Stream(streamKey(seed, `${path}/evict`)))
  }
}
