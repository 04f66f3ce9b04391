import type { ProcessCause } from '../process-plan.ts'

/** What made a node act, for people: `message "vote" from 2`. */
export function causeText(cause: ProcessCause): string {
  switch (cause.kind) {
    case 'message':
      return `message "${cause.message.type}" from ${cause.from}`
    case 'timer':
      return `timer "${cause.name}"${cause.about === 0 ? '' : ` of ${cause.about}`}`
    case 'request':
      return `request ${cause.request.id} "${cause.request.operation}"`
    default:
      return cause.kind
  }
}
