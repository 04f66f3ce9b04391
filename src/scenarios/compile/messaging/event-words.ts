/** What the operation is called that handles an event: `on-order-placed`. */
export function handlerOperation(event: string): string {
  return `on-${dashed(event)}`
}

/** The record of an outbox: `shop-order-placed-outbox`. */
export function outboxRecord(module: string, event: string): string {
  return `${module}-${dashed(event)}-outbox`
}

/** The record of the keys of a module: `payments-keys`. */
export function keysRecord(module: string): string {
  return `${module}-keys`
}

function dashed(event: string): string {
  return event.replaceAll('.', '-')
}
