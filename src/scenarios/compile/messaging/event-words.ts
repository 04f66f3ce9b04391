/** What the operation is called that handles an event: `on-order-placed`. */
export function handlerOperation(event: string): string {
  return `on-${dashed(event)}`
}

/** What ends the name of the event that the dead letters of another event are published as: `order.placed.dead`. */
const DEAD = '.dead'

/** The event whose dead letters an event is about, by its name; `undefined` for one that is about none. */
export function deadOf(event: string): string | undefined {
  return event.endsWith(DEAD) ? event.slice(0, -DEAD.length) : undefined
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
