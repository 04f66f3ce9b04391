import type { DocumentValue } from '../scenario-text.ts'

/** Nothing else keeps a statement waiting, and nothing mends what is out of date. */
export const BARE_QUORUM: { readonly [field: string]: DocumentValue } = {
  kind: 'quorum',
  holds: 'all',
  coordinator: 'client',
  'read-repair': false,
  'hinted-handoff': false,
  timeout: '1000s',
  connections: 1_000_000,
  concurrency: 1_000_000,
}
