import type * as z from 'zod'
import type { EdgePattern } from '../edge-pattern.ts'
import { parseEdgePattern } from '../literals/edge-pattern.ts'
import { literal } from './literal.ts'

/** `web -> payments`, each side perhaps with `*`. */
export const edge: z.ZodType<EdgePattern, string> = literal({
  id: 'edge',
  noun: 'an edge',
  examples: ['* -> payments', 'web -> *'],
  pattern: '^\\s*[A-Za-z0-9_*-]+\\s*->\\s*[A-Za-z0-9_*-]+\\s*$',
  numbers: 'none',
  parse: parseEdgePattern,
})
