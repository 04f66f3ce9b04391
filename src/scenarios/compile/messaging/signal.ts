import type { Distribution } from '../../../sim/kernel/distribution.ts'
import { constant } from '../../../sim/kernel/distributions/constant.ts'

/** Bytes of a request or answer that carries no messages, assumed: ids, offsets, an acknowledgement. */
export const SIGNAL: Distribution = constant(100, '100B')
