import type { Distribution } from '../../../sim/kernel/distribution.ts'
import { constant } from '../../../sim/kernel/distributions/constant.ts'
import type { EventSettings } from '../../messaging.ts'

/** As of every payload that nobody describes. */
const PLAIN: Distribution = constant(1024, '1KiB')

/** Bytes of a message. */
export function eventSize({ size }: EventSettings): Distribution {
  return size?.distribution ?? PLAIN
}
